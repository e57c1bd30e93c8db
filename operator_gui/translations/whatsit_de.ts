<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>%Y-%m-%d %H:%M</source>
        <translation>%d.%m.%Y %H:%M</translation>
    </message>
    <message numerus="yes">
        <source>%n answer given so far</source>
        <comment>%n answers given so far</comment>
        <translation>
            <numerusform>bisher %n Antwort</numerusform>
            <numerusform>bisher %n Antworten</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer kept on disk until the station is back</source>
        <comment>%n answers kept on disk until the station is back</comment>
        <translation>
            <numerusform>%n Antwort bleibt gespeichert, bis die Station wieder da ist</numerusform>
            <numerusform>%n Antworten bleiben gespeichert, bis die Station wieder da ist</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer waits safely on this machine&apos;s disk until it is back.</source>
        <comment>%n answers wait safely on this machine&apos;s disk until it is back.</comment>
        <translation>
            <numerusform>%n Antwort wartet sicher auf der Platte dieses Rechners, bis sie wieder da ist.</numerusform>
            <numerusform>%n Antworten warten sicher auf der Platte dieses Rechners, bis sie wieder da ist.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n class</source>
        <comment>%n classes</comment>
        <translation>
            <numerusform>%n Klasse</numerusform>
            <numerusform>%n Klassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n label</source>
        <comment>%n labels</comment>
        <translation>
            <numerusform>%n Label</numerusform>
            <numerusform>%n Labels</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object</source>
        <comment>%n objects</comment>
        <translation>
            <numerusform>%n Objekt</numerusform>
            <numerusform>%n Objekte</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object gets another name than it had.</source>
        <comment>%n objects get another name than they had.</comment>
        <translation>
            <numerusform>%n Objekt bekommt einen anderen Namen als bisher.</numerusform>
            <numerusform>%n Objekte bekommen einen anderen Namen als bisher.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object is new.</source>
        <comment>%n objects are new.</comment>
        <translation>
            <numerusform>%n Objekt ist neu.</numerusform>
            <numerusform>%n Objekte sind neu.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object is there already.</source>
        <comment>%n objects are there already.</comment>
        <translation>
            <numerusform>%n Objekt ist schon da.</numerusform>
            <numerusform>%n Objekte sind schon da.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object stays as a person has named it since.</source>
        <comment>%n objects stay as people have named them since.</comment>
        <translation>
            <numerusform>%n Objekt bleibt, wie es seither jemand benannt hat.</numerusform>
            <numerusform>%n Objekte bleiben, wie sie seither jemand benannt hat.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object stays open: its answer was taken back.</source>
        <comment>%n objects stay open: their answers were taken back.</comment>
        <translation>
            <numerusform>%n Objekt bleibt offen: Seine Antwort wurde zurückgenommen.</numerusform>
            <numerusform>%n Objekte bleiben offen: Ihre Antworten wurden zurückgenommen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object, {unnamed} without a name</source>
        <comment>%n objects, {unnamed} without a name</comment>
        <translation>
            <numerusform>%n Objekt, {unnamed} ohne Namen</numerusform>
            <numerusform>%n Objekte, {unnamed} ohne Namen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n other answer: {keys}, then the arrows</source>
        <comment>%n other answers: {keys}, then the arrows</comment>
        <translation>
            <numerusform>%n weitere Antwort: {keys}, dann die Pfeile</numerusform>
            <numerusform>%n weitere Antworten: {keys}, dann die Pfeile</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n picture</source>
        <comment>%n pictures</comment>
        <translation>
            <numerusform>%n Bild</numerusform>
            <numerusform>%n Bildern</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question left in the budget</source>
        <comment>%n questions left in the budget</comment>
        <translation>
            <numerusform>noch %n Frage im Budget</numerusform>
            <numerusform>noch %n Fragen im Budget</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question needed no answer: a newer model knew by itself.</source>
        <comment>%n questions needed no answer: a newer model knew by itself.</comment>
        <translation>
            <numerusform>%n Frage brauchte keine Antwort: Ein neueres Modell wusste es selbst.</numerusform>
            <numerusform>%n Fragen brauchten keine Antwort: Ein neueres Modell wusste es selbst.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n recording</source>
        <comment>%n recordings</comment>
        <translation>
            <numerusform>%n Aufnahme</numerusform>
            <numerusform>%n Aufnahmen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n robot is watching. The next question shows up here by itself.</source>
        <comment>%n robots are watching. The next question shows up here by itself.</comment>
        <translation>
            <numerusform>%n Roboter schaut zu. Die nächste Frage erscheint hier von selbst.</numerusform>
            <numerusform>%n Roboter schauen zu. Die nächste Frage erscheint hier von selbst.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track</source>
        <comment>%n tracks</comment>
        <translation>
            <numerusform>%n Track</numerusform>
            <numerusform>%n Tracks</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track cannot be compared and stays.</source>
        <comment>%n tracks cannot be compared and stay.</comment>
        <translation>
            <numerusform>%n Track lässt sich nicht vergleichen und bleibt.</numerusform>
            <numerusform>%n Tracks lassen sich nicht vergleichen und bleiben.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track selected</source>
        <comment>%n tracks selected</comment>
        <translation>
            <numerusform>%n Track ausgewählt</numerusform>
            <numerusform>%n Tracks ausgewählt</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track will have no name any more, and the model forgets {name}. You can undo this.</source>
        <comment>%n tracks will have no name any more, and the model forgets {name}. You can undo this.</comment>
        <translation>
            <numerusform>%n Track verliert seinen Namen, und das Modell vergisst {name}. Das lässt sich rückgängig machen.</numerusform>
            <numerusform>%n Tracks verlieren ihren Namen, und das Modell vergisst {name}. Das lässt sich rückgängig machen.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n version learned from it, from v{first} to v{last}</source>
        <comment>%n versions learned from it, from v{first} to v{last}</comment>
        <translation>
            <numerusform>%n Version hat daraus gelernt, von v{first} bis v{last}</numerusform>
            <numerusform>%n Versionen haben daraus gelernt, von v{first} bis v{last}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n version; v{version} is right {share} of the time after {amount} {over}</source>
        <comment>%n versions; v{version} is right {share} of the time after {amount} {over}</comment>
        <translation>
            <numerusform>%n Version; v{version} hat in {share} der Fälle recht, nach {amount} {over}</numerusform>
            <numerusform>%n Versionen; v{version} hat in {share} der Fälle recht, nach {amount} {over}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n view</source>
        <comment>%n views</comment>
        <translation>
            <numerusform>%n Ansicht</numerusform>
            <numerusform>%n Ansichten</numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation>&amp;Anwenden</translation>
    </message>
    <message>
        <source>&amp;Ask about them again, after all other questions</source>
        <translation>Noch einmal danach &amp;fragen, nach allen anderen Fragen</translation>
    </message>
    <message>
        <source>&amp;Back to live</source>
        <translation>&amp;Zurück zu live</translation>
    </message>
    <message>
        <source>&amp;Cancel</source>
        <translation>&amp;Abbrechen</translation>
    </message>
    <message>
        <source>&amp;Change an earlier answer</source>
        <translation>Frühere Antwort ä&amp;ndern</translation>
    </message>
    <message>
        <source>&amp;Change…</source>
        <translation>Ä&amp;ndern…</translation>
    </message>
    <message>
        <source>&amp;Choose…</source>
        <translation>&amp;Wählen…</translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Copy</source>
        <translation>&amp;Kopieren</translation>
    </message>
    <message>
        <source>&amp;Dark or light</source>
        <translation>&amp;Dunkel oder hell</translation>
    </message>
    <message>
        <source>&amp;Data set: a folder, or its JSON or table</source>
        <translation>&amp;Datensatz: ein Ordner, oder seine JSON-Datei oder Tabelle</translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation>&amp;Löschen…</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Every view of an object, not its best one alone</source>
        <translation>&amp;Jede Ansicht eines Objekts, nicht nur die beste</translation>
    </message>
    <message>
        <source>&amp;First steps</source>
        <translation>&amp;Erste Schritte</translation>
    </message>
    <message>
        <source>&amp;Fit the picture</source>
        <translation>Bild &amp;einpassen</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>&amp;Groups…</source>
        <translation>&amp;Gruppen…</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Made views, which no camera saw</source>
        <translation>&amp;Gemachte Ansichten, die keine Kamera sah</translation>
    </message>
    <message>
        <source>&amp;Merge…</source>
        <translation>&amp;Zusammenlegen…</translation>
    </message>
    <message>
        <source>&amp;Notice of the desktop</source>
        <translation>&amp;Hinweis auf dem Desktop</translation>
    </message>
    <message>
        <source>&amp;Quiet from</source>
        <translation>&amp;Ruhe von</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>&amp;Beenden</translation>
    </message>
    <message>
        <source>&amp;Random checks</source>
        <translation>&amp;Stichproben</translation>
    </message>
    <message>
        <source>&amp;Rename it to that, then</source>
        <translation>&amp;Dann so umbenennen</translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation>&amp;Umbenennen…</translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation>&amp;Einstellungen…</translation>
    </message>
    <message>
        <source>&amp;Strategy</source>
        <translation>S&amp;trategie</translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation>&amp;Rückgängig</translation>
    </message>
    <message>
        <source>&amp;Undo the last answer</source>
        <translation>Letzte Antwort &amp;zurücknehmen</translation>
    </message>
    <message>
        <source>&amp;Undo the last change of labels</source>
        <translation>Letzte Änderung an Labels &amp;zurücknehmen</translation>
    </message>
    <message>
        <source>&amp;Undo…</source>
        <translation>&amp;Rückgängig…</translation>
    </message>
    <message>
        <source>&amp;Use</source>
        <translation>&amp;Wozu</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>+ {count} more</source>
        <translation>+ {count} weitere</translation>
    </message>
    <message>
        <source>1 to 9 choose a suggestion, always</source>
        <translation>1 bis 9 wählen immer einen Vorschlag</translation>
    </message>
    <message>
        <source>; Tab takes “{nearest}”</source>
        <translation>; Tab nimmt „{nearest}“</translation>
    </message>
    <message>
        <source>A command</source>
        <translation>Ein Befehl</translation>
    </message>
    <message>
        <source>A live camera cannot be paused or wound back: only a recording can.</source>
        <translation>Eine laufende Kamera lässt sich nicht anhalten oder zurückspulen: das geht nur mit einer Aufnahme.</translation>
    </message>
    <message>
        <source>A part by chance, the rest by threshold</source>
        <translation>Ein Teil per Zufall, der Rest nach Schwelle</translation>
    </message>
    <message>
        <source>A robot shows an object that it does not know and asks what it is. One key answers, and a moment later the robot knows better. Robots ask little: what they are sure of they keep to themselves. You can take every answer back, even a sent one.</source>
        <translation>Ein Roboter zeigt ein Objekt, das er nicht kennt, und fragt, was es ist. Eine Taste antwortet, und einen Moment später weiß er es besser. Roboter fragen wenig: Wo sie sicher sind, fragen sie nicht. Jede Antwort lässt sich zurücknehmen, auch eine gesendete.</translation>
    </message>
    <message>
        <source>A robot&apos;s question came in between: what was pressed was held back.</source>
        <translation>Die Frage eines Roboters kam dazwischen: Der Tastendruck wurde zurückgehalten.</translation>
    </message>
    <message>
        <source>A threshold that follows</source>
        <translation>Eine Schwelle, die mitgeht</translation>
    </message>
    <message>
        <source>A threshold that follows, with luck</source>
        <translation>Eine Schwelle, die mitgeht, mit Zufall</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>Annehmen</translation>
    </message>
    <message>
        <source>Accept {name}, code {code}</source>
        <translation>{name} annehmen, Code {code}</translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message>
        <source>Accuracy as answers came in</source>
        <translation>Genauigkeit mit der Zahl der Antworten</translation>
    </message>
    <message>
        <source>Accuracy over {over}</source>
        <translation>Genauigkeit über {over}</translation>
    </message>
    <message>
        <source>Active version, and the one offered to it</source>
        <translation>Aktive Version, und die, die ihm angeboten ist</translation>
    </message>
    <message>
        <source>Adjust the &amp;box</source>
        <translation>&amp;Rahmen anpassen</translation>
    </message>
    <message>
        <source>Adjust the box</source>
        <translation>Rahmen anpassen</translation>
    </message>
    <message>
        <source>All tracks of {name} go by the name of:</source>
        <translation>Alle Tracks von {name} heißen künftig:</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antworten</translation>
    </message>
    <message>
        <source>Answered differently</source>
        <translation>Verschieden beantwortet</translation>
    </message>
    <message>
        <source>Answered with {more} more: {changed} change (click one out)</source>
        <translation>Mit {more} weiteren beantwortet: {changed} ändern sich (Klick nimmt eines heraus)</translation>
    </message>
    <message>
        <source>Answered with {more} more: {changed} change, {left} will be asked again</source>
        <translation>Mit {more} weiteren beantwortet: {changed} ändern sich, {left} werden neu gefragt</translation>
    </message>
    <message>
        <source>Answers can no longer be kept: {failure}. Close the app and start it again.</source>
        <translation>Antworten können nicht mehr gespeichert werden: {failure}. Bitte die App schließen und neu starten.</translation>
    </message>
    <message>
        <source>Answers to &amp;random checks, which judge models too</source>
        <translation>Antworten auf &amp;Stichproben, die Modelle ebenfalls messen</translation>
    </message>
    <message>
        <source>Arrows go to the neighbours, {key} or Esc closes.</source>
        <translation>Die Pfeile gehen zu den Nachbarn, {key} oder Esc schließt.</translation>
    </message>
    <message>
        <source>Arrows walk, Enter or a digit answers with that name, Esc goes back.</source>
        <translation>Pfeile wandern, Enter oder eine Ziffer antwortet mit dem Namen, Esc geht zurück.</translation>
    </message>
    <message>
        <source>As core-set, without its love of outliers.</source>
        <translation>Wie Core-Set, ohne dessen Vorliebe für Ausreißer.</translation>
    </message>
    <message>
        <source>As the change of weights, but only what matters for things that are seen counts: density comes with it.</source>
        <translation>Wie die Änderung der Gewichte, aber es zählt nur, was für Gesehenes wichtig ist: Die Dichte ist schon dabei.</translation>
    </message>
    <message>
        <source>As vote entropy, when it only matters how many members are outvoted.</source>
        <translation>Wie Stimmen-Entropie, wenn nur zählt, wie viele Mitglieder überstimmt werden.</translation>
    </message>
    <message>
        <source>Ask</source>
        <translation>Fragen</translation>
    </message>
    <message>
        <source>Ask, Objects, Learning, Robots</source>
        <translation>Fragen, Objekte, Lernen, Roboter</translation>
    </message>
    <message>
        <source>Asked</source>
        <translation>Gefragt</translation>
    </message>
    <message>
        <source>Asking the robot…</source>
        <translation>Der Roboter wird gefragt…</translation>
    </message>
    <message>
        <source>Asking the station…</source>
        <translation>Die Station wird gefragt…</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Stichprobe</translation>
    </message>
    <message>
        <source>BADGE</source>
        <translation>BADGE</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>Begin</source>
        <translation>Anfangen</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>By chance</source>
        <translation>Per Zufall</translation>
    </message>
    <message>
        <source>By the robot&apos;s clock</source>
        <translation>Nach der Uhr des Roboters</translation>
    </message>
    <message>
        <source>By their looks, the tracks that nobody knew fall into {parts} groups. Name those that you know, by a new name or one in use; the others stay as they are.</source>
        <translation>Die Tracks, die niemand kannte, zerfallen nach ihrem Aussehen in {parts} Gruppen. Benennen Sie die, die Sie kennen, mit einem neuen oder einem vorhandenen Namen; die anderen bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>By their looks, tracks of {name} fall into {parts} parts. Give each a name; one may keep {name}.</source>
        <translation>Dem Aussehen nach zerfallen die Tracks von {name} in {parts} Teile. Jeder braucht einen Namen; einer darf {name} behalten.</translation>
    </message>
    <message>
        <source>Call it something else…</source>
        <translation>Anders nennen…</translation>
    </message>
    <message>
        <source>Call it {name}</source>
        <translation>{name} nennen</translation>
    </message>
    <message numerus="yes">
        <source>Calling %n track {name}</source>
        <comment>Calling %n tracks {name}</comment>
        <translation>
            <numerusform>%n Track {name} nennen</numerusform>
            <numerusform>%n Tracks {name} nennen</numerusform>
        </translation>
    </message>
    <message>
        <source>Changed, and not applied yet. {text}</source>
        <translation>Geändert, noch nicht angewendet. {text}</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfen</translation>
    </message>
    <message>
        <source>Choose a &amp;folder…</source>
        <translation>Einen &amp;Ordner wählen…</translation>
    </message>
    <message>
        <source>Choose a f&amp;ile…</source>
        <translation>Eine Date&amp;i wählen…</translation>
    </message>
    <message>
        <source>Choose one of the robot&apos;s answers, or U</source>
        <translation>Eine der Antworten des Roboters wählen, oder U</translation>
    </message>
    <message>
        <source>Choose the other class, or type its name.</source>
        <translation>Wählen Sie die andere Klasse, oder tippen Sie ihren Namen.</translation>
    </message>
    <message>
        <source>Choose which labels to export.</source>
        <translation>Wählen, welche Labels exportiert werden sollen.</translation>
    </message>
    <message>
        <source>Cl&amp;asses</source>
        <translation>&amp;Klassen</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Close the app and start it again. What was answered before is safe.</source>
        <translation>Bitte die App schließen und neu starten. Frühere Antworten sind sicher.</translation>
    </message>
    <message>
        <source>Code {code}: {role} “{name}” from {address}, key {key}</source>
        <translation>Code {code}: {role} „{name}“ von {address}, Schlüssel {key}</translation>
    </message>
    <message>
        <source>Code {code}: {role} “{name}”, key {key}</source>
        <translation>Code {code}: {role} „{name}“, Schlüssel {key}</translation>
    </message>
    <message>
        <source>Code {code}: “{name}” does not wait any more</source>
        <translation>Code {code}: „{name}“ wartet nicht mehr</translation>
    </message>
    <message>
        <source>Colours as the &amp;system has them</source>
        <translation>Farben wie im &amp;System</translation>
    </message>
    <message>
        <source>Committee: consensus entropy</source>
        <translation>Komitee: Konsens-Entropie</translation>
    </message>
    <message>
        <source>Committee: mean divergence</source>
        <translation>Komitee: mittlere Abweichung</translation>
    </message>
    <message>
        <source>Committee: variation ratio</source>
        <translation>Komitee: Anteil der Überstimmten</translation>
    </message>
    <message>
        <source>Committee: vote entropy</source>
        <translation>Komitee: Stimmen-Entropie</translation>
    </message>
    <message>
        <source>Compare with &amp;known ones</source>
        <translation>Mit &amp;bekannten vergleichen</translation>
    </message>
    <message>
        <source>Compare with known ones</source>
        <translation>Mit bekannten vergleichen</translation>
    </message>
    <message numerus="yes">
        <source>Confirming %n track</source>
        <comment>Confirming %n tracks</comment>
        <translation>
            <numerusform>%n Track bestätigen</numerusform>
            <numerusform>%n Tracks bestätigen</numerusform>
        </translation>
    </message>
    <message>
        <source>Conformal</source>
        <translation>Konform</translation>
    </message>
    <message>
        <source>Connected; waiting for the station&apos;s first word.</source>
        <translation>Verbunden; warte auf das erste Wort der Station.</translation>
    </message>
    <message>
        <source>Copy pat&amp;h</source>
        <translation>P&amp;fad kopieren</translation>
    </message>
    <message>
        <source>Copy the log</source>
        <translation>Das Protokoll kopieren</translation>
    </message>
    <message>
        <source>Core-set (farthest first)</source>
        <translation>Core-Set (das Fernste zuerst)</translation>
    </message>
    <message>
        <source>Coverage (ProbCover)</source>
        <translation>Abdeckung (ProbCover)</translation>
    </message>
    <message>
        <source>Data set: a folder, or its JSON or table</source>
        <translation>Datensatz: ein Ordner, oder seine JSON-Datei oder Tabelle</translation>
    </message>
    <message>
        <source>Dele&amp;te…</source>
        <translation>L&amp;öschen…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Delete the recording</source>
        <translation>Die Aufnahme löschen</translation>
    </message>
    <message>
        <source>Delete {file}</source>
        <translation>{file} löschen</translation>
    </message>
    <message>
        <source>Delete {name}</source>
        <translation>{name} löschen</translation>
    </message>
    <message>
        <source>Deleting {name}</source>
        <translation>{name} löschen</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>Ausrollen</translation>
    </message>
    <message>
        <source>Deploy v{version}</source>
        <translation>v{version} ausrollen</translation>
    </message>
    <message>
        <source>Deploying v{version}</source>
        <translation>v{version} ausrollen</translation>
    </message>
    <message>
        <source>Do it a&amp;gain</source>
        <translation>&amp;Wieder tun</translation>
    </message>
    <message>
        <source>Doing it again</source>
        <translation>Es wieder zu tun</translation>
    </message>
    <message>
        <source>Drag an edge, a corner or the whole box, or draw another one. Arrows move it; with Shift its lower right corner, with Ctrl the upper left one. Enter keeps it, Esc leaves it as it was, Del takes the robot&apos;s.</source>
        <translation>Eine Kante, eine Ecke oder den ganzen Rahmen ziehen, oder einen neuen zeichnen. Pfeile bewegen ihn; mit Umschalt die Ecke unten rechts, mit Ctrl die oben links. Enter behält ihn, Esc lässt ihn, wie er war, Del nimmt den des Roboters.</translation>
    </message>
    <message>
        <source>Drag or use arrows. Enter keeps it, Esc leaves it, Del: the robot&apos;s</source>
        <translation>Ziehen oder Pfeile. Enter behält, Esc lässt ihn, Del: der des Roboters</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Verworfen</translation>
    </message>
    <message>
        <source>Each object cut out, in a folder with the name of its class.</source>
        <translation>Jedes Objekt ausgeschnitten, in einem Ordner mit dem Namen seiner Klasse.</translation>
    </message>
    <message>
        <source>Enough for now</source>
        <translation>Genug fürs Erste</translation>
    </message>
    <message>
        <source>Enrolled</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Enrolled keys</source>
        <translation>Zugelassene Schlüssel</translation>
    </message>
    <message>
        <source>Enter answers “{name}”</source>
        <translation>Enter antwortet „{name}“</translation>
    </message>
    <message>
        <source>Enter saves the new name “{name}”</source>
        <translation>Enter speichert den neuen Namen „{name}“</translation>
    </message>
    <message>
        <source>Enter saves “{name}”</source>
        <translation>Enter speichert „{name}“</translation>
    </message>
    <message numerus="yes">
        <source>Enter saves “{name}” (%n track)</source>
        <comment>Enter saves “{name}” (%n tracks)</comment>
        <translation>
            <numerusform>Enter speichert „{name}“ (%n Track)</numerusform>
            <numerusform>Enter speichert „{name}“ (%n Tracks)</numerusform>
        </translation>
    </message>
    <message>
        <source>Enter takes the first suggestion, always</source>
        <translation>Enter nimmt immer den ersten Vorschlag</translation>
    </message>
    <message>
        <source>Enter takes {name}.</source>
        <translation>Enter nimmt {name}.</translation>
    </message>
    <message>
        <source>Enter takes “{name}”</source>
        <translation>Enter nimmt „{name}“</translation>
    </message>
    <message>
        <source>Enter takes “{top}”</source>
        <translation>Enter nimmt „{top}“</translation>
    </message>
    <message>
        <source>Enter, Esc and 1 to 9 stay what they are. With Shift a letter begins a name, whatever it does.</source>
        <translation>Enter, Esc und 1 bis 9 bleiben, was sie sind. Mit Umschalt beginnt ein Buchstabe einen Namen, was er sonst auch tut.</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation>Entropie</translation>
    </message>
    <message>
        <source>Entropy that also counts what the members disagree on; steadier than that of one head.</source>
        <translation>Entropie, die auch zählt, worin die Mitglieder uneins sind; ruhiger als die eines einzelnen.</translation>
    </message>
    <message>
        <source>Errors only</source>
        <translation>Nur Fehler</translation>
    </message>
    <message>
        <source>Esc leaves, always</source>
        <translation>Esc verlässt immer</translation>
    </message>
    <message>
        <source>Everything</source>
        <translation>Alles</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Expected change of outputs</source>
        <translation>Erwartete Änderung der Ausgaben</translation>
    </message>
    <message>
        <source>Expected change of weights</source>
        <translation>Erwartete Änderung der Gewichte</translation>
    </message>
    <message>
        <source>Expected error reduction</source>
        <translation>Erwartete Abnahme der Fehler</translation>
    </message>
    <message>
        <source>Expected gradient length</source>
        <translation>Erwartete Länge des Gradienten</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Export into</source>
        <translation>Exportieren nach</translation>
    </message>
    <message>
        <source>Export labels</source>
        <translation>Labels exportieren</translation>
    </message>
    <message numerus="yes">
        <source>Exported to {folder}: %n view as vectors.</source>
        <comment>Exported to {folder}: %n views as vectors.</comment>
        <translation>
            <numerusform>Nach {folder} exportiert: %n Ansicht als Vektor.</numerusform>
            <numerusform>Nach {folder} exportiert: %n Ansichten als Vektoren.</numerusform>
        </translation>
    </message>
    <message>
        <source>Exported to {folder}: {labels} of {classes} in {pictures}.</source>
        <translation>Nach {folder} exportiert: {labels} von {classes} in {pictures}.</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportieren…</translation>
    </message>
    <message>
        <source>F&amp;ormat</source>
        <translation>&amp;Format</translation>
    </message>
    <message>
        <source>Far more passes by than anybody can answer, all day long.</source>
        <translation>Den ganzen Tag kommt weit mehr vorbei, als jemand beantworten kann.</translation>
    </message>
    <message>
        <source>Few things pass by, or the most valuable ones come first anyway.</source>
        <translation>Es kommt wenig vorbei, oder das Wertvollste kommt ohnehin zuerst.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>First steps</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Folders of cut-outs</source>
        <translation>Ordner mit Ausschnitten</translation>
    </message>
    <message>
        <source>For large batches: uncertain and diverse with nothing to tune.</source>
        <translation>Für große Schübe: unsicher und verschieden, ohne etwas einzustellen.</translation>
    </message>
    <message>
        <source>For one large first batch. It does not look at what was asked before.</source>
        <translation>Für einen großen ersten Schub. Was schon gefragt wurde, zählt nicht.</translation>
    </message>
    <message>
        <source>For the first labels where classes are compact. Once all is covered it is chance.</source>
        <translation>Für die ersten Labels, wo Klassen kompakt sind. Ist alles abgedeckt, ist es Zufall.</translation>
    </message>
    <message>
        <source>For the first labels, up to a few a class: nothing else starts better.</source>
        <translation>Für die ersten Labels, bis zu wenigen je Klasse: Nichts fängt besser an.</translation>
    </message>
    <message>
        <source>For the first labels: representative without clusters, and no labels are needed.</source>
        <translation>Für die ersten Labels: repräsentativ ohne Gruppen, und ganz ohne Labels.</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Frames and tasks, to be corrected there and imported again.</source>
        <translation>Bilder und Aufgaben, die dort korrigiert und wieder importiert werden können.</translation>
    </message>
    <message>
        <source>Frames left out</source>
        <translation>Ausgelassene Bilder</translation>
    </message>
    <message>
        <source>Frames, a text file of boxes for each, and data.yaml.</source>
        <translation>Bilder, je eine Textdatei mit Rahmen, und data.yaml.</translation>
    </message>
    <message>
        <source>Frames, and a JSON file of boxes for each split.</source>
        <translation>Bilder, und für jeden Teil eine JSON-Datei mit Rahmen.</translation>
    </message>
    <message>
        <source>Frames, and a table with a row for each box.</source>
        <translation>Bilder, und eine Tabelle mit einer Zeile je Rahmen.</translation>
    </message>
    <message>
        <source>Frames, and the same table as Parquet; the station needs pyarrow for it.</source>
        <translation>Bilder, und dieselbe Tabelle als Parquet; die Station braucht dafür pyarrow.</translation>
    </message>
    <message>
        <source>Give it a&amp;gain</source>
        <translation>Noch einmal &amp;geben</translation>
    </message>
    <message>
        <source>Goes back to what stands in the robot&apos;s configuration file</source>
        <translation>Zurück zu dem, was in der Konfigurationsdatei des Roboters steht</translation>
    </message>
    <message>
        <source>Groups of what nobody knew</source>
        <translation>Gruppen von dem, was niemand kannte</translation>
    </message>
    <message>
        <source>Heard</source>
        <translation>Gehört</translation>
    </message>
    <message>
        <source>Hide &amp;log</source>
        <translation>&amp;Protokoll ausblenden</translation>
    </message>
    <message>
        <source>Hide recordin&amp;gs</source>
        <translation>Aufna&amp;hmen ausblenden</translation>
    </message>
    <message>
        <source>How a robot asks</source>
        <translation>Wie ein Roboter fragt</translation>
    </message>
    <message>
        <source>How much is done</source>
        <translation>Wie viel getan ist</translation>
    </message>
    <message>
        <source>How the robot asks</source>
        <translation>Wie der Roboter fragt</translation>
    </message>
    <message>
        <source>How {name} asks</source>
        <translation>Wie {name} fragt</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
    <message>
        <source>Import labels</source>
        <translation>Labels importieren</translation>
    </message>
    <message numerus="yes">
        <source>Imported: %n object has a name now.</source>
        <comment>Imported: %n objects have a name now.</comment>
        <translation>
            <numerusform>Importiert: %n Objekt hat nun einen Namen.</numerusform>
            <numerusform>Importiert: %n Objekte haben nun Namen.</numerusform>
        </translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>Importieren…</translation>
    </message>
    <message>
        <source>In force since {time}, from its own configuration.</source>
        <translation>Gilt seit {time}, aus der eigenen Konfiguration.</translation>
    </message>
    <message>
        <source>In force since {time}, set from here.</source>
        <translation>Gilt seit {time}, von hier aus gesetzt.</translation>
    </message>
    <message>
        <source>In the name field</source>
        <translation>Im Namensfeld</translation>
    </message>
    <message>
        <source>In the whole window: Ctrl with another key, or F1 to F12.</source>
        <translation>Im ganzen Fenster: Ctrl mit einer anderen Taste, oder F1 bis F12.</translation>
    </message>
    <message>
        <source>Information density</source>
        <translation>Informationsdichte</translation>
    </message>
    <message>
        <source>Into the new fol&amp;der</source>
        <translation>In den neuen &amp;Ordner</translation>
    </message>
    <message>
        <source>Into the new folder</source>
        <translation>In den neuen Ordner</translation>
    </message>
    <message>
        <source>Is it worth going on?</source>
        <translation>Lohnt es sich weiterzumachen?</translation>
    </message>
    <message>
        <source>Is this still “{name}”?</source>
        <translation>Ist das noch „{name}“?</translation>
    </message>
    <message>
        <source>It is right as it is</source>
        <translation>Stimmt so</translation>
    </message>
    <message>
        <source>It is still being written: stop the recording first.</source>
        <translation>Sie wird noch geschrieben: beenden Sie zuerst die Aufnahme.</translation>
    </message>
    <message>
        <source>It is {name}, key {number}</source>
        <translation>Es ist {name}, Taste {number}</translation>
    </message>
    <message>
        <source>Its first 12 digits</source>
        <translation>Seine ersten 12 Ziffern</translation>
    </message>
    <message>
        <source>Its question comes after the one on the Ask page.</source>
        <translation>Seine Frage kommt nach der auf der Seite Fragen.</translation>
    </message>
    <message>
        <source>Its question comes when you save what you are typing on the Ask page, or take it away with Esc.</source>
        <translation>Seine Frage kommt, sobald Sie speichern, was Sie auf der Seite Fragen tippen, oder es mit Esc verwerfen.</translation>
    </message>
    <message>
        <source>Kept by the station; {name} is told now.</source>
        <translation>Bei der Station gespeichert; {name} erfährt es jetzt.</translation>
    </message>
    <message>
        <source>Kept by the station; {name} is told when it is back.</source>
        <translation>Bei der Station gespeichert; {name} erfährt es, wenn er wieder da ist.</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Schlüssel</translation>
    </message>
    <message>
        <source>Key for {does}: {text}</source>
        <translation>Taste für {does}: {text}</translation>
    </message>
    <message>
        <source>Key {key}</source>
        <translation>Taste {key}</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Keys as they were &amp;at first</source>
        <translation>Tasten &amp;zurücksetzen</translation>
    </message>
    <message>
        <source>Known</source>
        <translation>Bekannt</translation>
    </message>
    <message>
        <source>Known names</source>
        <translation>Bekannte Namen</translation>
    </message>
    <message>
        <source>Known: {words}</source>
        <translation>Bekannt: {words}</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>Labels</translation>
    </message>
    <message>
        <source>Large: {words}</source>
        <translation>Groß: {words}</translation>
    </message>
    <message>
        <source>Last answers</source>
        <translation>Letzte Antworten</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>Learning</source>
        <translation>Lernen</translation>
    </message>
    <message>
        <source>Least confidence</source>
        <translation>Geringste Gewissheit</translation>
    </message>
    <message>
        <source>Leave-one-out over whole tracks, with a 95 % interval</source>
        <translation>Leave-one-out über ganze Tracks, mit 95-%-Intervall</translation>
    </message>
    <message>
        <source>Length</source>
        <translation>Länge</translation>
    </message>
    <message>
        <source>Letters are letters while the name field has the focus. Elsewhere {keys} and {last_key} act at once, and every other letter begins a name. Any key closes this.</source>
        <translation>Im Namensfeld sind Buchstaben Buchstaben. Sonst wirken {keys} und {last_key} sofort, und jeder andere Buchstabe beginnt einen Namen. Jede Taste schließt dies.</translation>
    </message>
    <message>
        <source>Letters begin a name; the names that are known complete it.</source>
        <translation>Buchstaben beginnen einen Namen; bekannte Namen ergänzen ihn.</translation>
    </message>
    <message>
        <source>Letters typed right after {answered} were held back. To begin a name with one of them press {begin_name} first; {undo} undoes.</source>
        <translation>Buchstaben gleich nach {answered} wurden zurückgehalten. Um einen Namen damit zu beginnen, zuerst {begin_name} drücken; {undo} nimmt zurück.</translation>
    </message>
    <message>
        <source>Level</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>Leverage (D-optimal)</source>
        <translation>Hebel (D-optimal)</translation>
    </message>
    <message>
        <source>Lines of the log, the newest first</source>
        <translation>Zeilen des Protokolls, die neuesten zuerst</translation>
    </message>
    <message>
        <source>Little left to gain</source>
        <translation>Kaum noch etwas zu gewinnen</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Log of the robot</source>
        <translation>Protokoll des Roboters</translation>
    </message>
    <message>
        <source>Log of {name}</source>
        <translation>Protokoll von {name}</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Look wrong</source>
        <translation>Sieht falsch aus</translation>
    </message>
    <message>
        <source>Looking for it at {endpoint}. It connects by itself.</source>
        <translation>Gesucht wird sie unter {endpoint}. Die App verbindet sich von selbst.</translation>
    </message>
    <message>
        <source>Looks the same, {more} more: one answer for {along} (click one out)</source>
        <translation>Sieht gleich aus, {more} weitere: eine Antwort für {along} (Klick nimmt eines heraus)</translation>
    </message>
    <message numerus="yes">
        <source>Looks the same, {more} more: one answer for {along}, %n is out</source>
        <comment>Looks the same, {more} more: one answer for {along}, %n are out</comment>
        <translation>
            <numerusform>Sieht gleich aus, {more} weitere: eine Antwort für {along}, %n ist heraus</numerusform>
            <numerusform>Sieht gleich aus, {more} weitere: eine Antwort für {along}, %n sind heraus</numerusform>
        </translation>
    </message>
    <message>
        <source>Looks the same, {more} more: the answer goes to this one alone</source>
        <translation>Sieht gleich aus, {more} weitere: Die Antwort gilt nur für dieses</translation>
    </message>
    <message>
        <source>Machine: {temperature} · {sensor}</source>
        <translation>Rechner: {temperature} · {sensor}</translation>
    </message>
    <message>
        <source>Margin</source>
        <translation>Abstand</translation>
    </message>
    <message>
        <source>Margin x density x diversity</source>
        <translation>Abstand × Dichte × Verschiedenheit</translation>
    </message>
    <message>
        <source>May ask</source>
        <translation>Darf fragen</translation>
    </message>
    <message>
        <source>Measured by what</source>
        <translation>Woran gemessen</translation>
    </message>
    <message>
        <source>Merge</source>
        <translation>Zusammenlegen</translation>
    </message>
    <message>
        <source>Merge {name} with another class</source>
        <translation>{name} mit einer anderen Klasse zusammenlegen</translation>
    </message>
    <message>
        <source>Merging {names} into {into}</source>
        <translation>{names} zu {into} zusammenlegen</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Much of what passes by is rubbish that never comes back.</source>
        <translation>Vieles, was vorbeikommt, ist Unrat, der nie wiederkommt.</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Name of part {at}</source>
        <translation>Name von Teil {at}</translation>
    </message>
    <message>
        <source>Name the data set with its whole path.</source>
        <translation>Den Datensatz mit seinem ganzen Pfad angeben.</translation>
    </message>
    <message>
        <source>Name the folder with its whole path.</source>
        <translation>Den Ordner mit seinem ganzen Pfad angeben.</translation>
    </message>
    <message>
        <source>Name them</source>
        <translation>Benennen</translation>
    </message>
    <message>
        <source>Names: {names}</source>
        <translation>Namen: {names}</translation>
    </message>
    <message>
        <source>Naming groups</source>
        <translation>Gruppen benennen</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>No answer needed any more. {late}</source>
        <translation>Keine Antwort mehr nötig. {late}</translation>
    </message>
    <message>
        <source>No answer needed any more: {why}. {late}</source>
        <translation>Keine Antwort mehr nötig: {why}. {late}</translation>
    </message>
    <message>
        <source>No class is called {name}.</source>
        <translation>Keine Klasse heißt {name}.</translation>
    </message>
    <message>
        <source>No picture comes: it has no frames, or runs an older release.</source>
        <translation>Es kommt kein Bild: Er hat keine, oder er läuft mit einer älteren Ausgabe.</translation>
    </message>
    <message>
        <source>No random check of {name} was answered yet.</source>
        <translation>Noch wurde keine Stichprobe von {name} beantwortet.</translation>
    </message>
    <message>
        <source>No random check was answered yet.</source>
        <translation>Noch wurde keine Stichprobe beantwortet.</translation>
    </message>
    <message>
        <source>No robot has been heard of yet. Start one in a terminal, as with “whatsit edge 0” for the first camera: it shows up here by itself.</source>
        <translation>Von keinem Roboter wurde bisher gehört. Starten Sie einen in einem Terminal, etwa mit „whatsit edge 0“ für die erste Kamera: Er erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>No robot is online. Questions show up here as soon as one is.</source>
        <translation>Kein Roboter ist online. Fragen erscheinen hier, sobald einer da ist.</translation>
    </message>
    <message>
        <source>No robot is selected.</source>
        <translation>Kein Roboter ist ausgewählt.</translation>
    </message>
    <message>
        <source>No station is connected.</source>
        <translation>Keine Station ist verbunden.</translation>
    </message>
    <message>
        <source>No station is connected: its objects show up when it is.</source>
        <translation>Keine Station ist verbunden: Ihre Objekte erscheinen, sobald sie da ist.</translation>
    </message>
    <message>
        <source>No station is connected: labels stay as they are until it is</source>
        <translation>Keine Station ist verbunden: Bis dahin bleiben die Labels, wie sie sind</translation>
    </message>
    <message>
        <source>No track is called so any more.</source>
        <translation>Kein Track heißt mehr so.</translation>
    </message>
    <message>
        <source>No training has said yet what is taken for what.</source>
        <translation>Noch hat kein Training gezeigt, was womit verwechselt wird.</translation>
    </message>
    <message>
        <source>No version has been measured yet</source>
        <translation>Noch wurde keine Version gemessen</translation>
    </message>
    <message>
        <source>No version was measured by tracks of {name} yet.</source>
        <translation>Noch wurde keine Version an Tracks von {name} gemessen.</translation>
    </message>
    <message>
        <source>No version was measured yet.</source>
        <translation>Noch wurde keine Version gemessen.</translation>
    </message>
    <message>
        <source>No version yet: the first one is trained when two classes have labels.</source>
        <translation>Noch keine Version: Die erste wird trainiert, sobald zwei Klassen Labels haben.</translation>
    </message>
    <message>
        <source>Nobody knew</source>
        <translation>Niemand wusste es</translation>
    </message>
    <message>
        <source>Nobody&apos;s key is enrolled yet.</source>
        <translation>Noch ist kein Schlüssel zugelassen.</translation>
    </message>
    <message>
        <source>Not an object</source>
        <translation>Kein Objekt</translation>
    </message>
    <message>
        <source>Not changed: {why}.</source>
        <translation>Nicht geändert: {why}.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Nothing has a name yet. Answer a question on the Ask page, or import labels that you have on the Learning page.</source>
        <translation>Noch hat nichts einen Namen. Beantworten Sie eine Frage auf der Seite Fragen, oder importieren Sie vorhandene Labels auf der Seite Lernen.</translation>
    </message>
    <message>
        <source>Nothing is asked yet?</source>
        <translation>Noch keine Frage?</translation>
    </message>
    <message>
        <source>Nothing is changed before you have seen what would come of it.</source>
        <translation>Nichts wird geändert, bevor zu sehen war, was daraus würde.</translation>
    </message>
    <message>
        <source>Nothing looks wrong.</source>
        <translation>Nichts sieht falsch aus.</translation>
    </message>
    <message>
        <source>Nothing of it is called so any more.</source>
        <translation>Nichts davon heißt mehr so.</translation>
    </message>
    <message>
        <source>Nothing that you did is left to undo. This was done last: {act}.</source>
        <translation>Von dem, was Sie getan haben, ist nichts mehr rückgängig zu machen. Zuletzt geschah: {act}.</translation>
    </message>
    <message>
        <source>Nothing to ask</source>
        <translation>Nichts zu fragen</translation>
    </message>
    <message>
        <source>Nothing was imported. Correct this and try again:</source>
        <translation>Nichts wurde importiert. Bitte das berichtigen und noch einmal versuchen:</translation>
    </message>
    <message>
        <source>Nothing was imported: {reason}</source>
        <translation>Nichts wurde importiert: {reason}</translation>
    </message>
    <message>
        <source>Nothing would change</source>
        <translation>Nichts würde sich ändern</translation>
    </message>
    <message>
        <source>Novelty</source>
        <translation>Neuheit</translation>
    </message>
    <message>
        <source>Objects</source>
        <translation>Objekte</translation>
    </message>
    <message numerus="yes">
        <source>Of %n track that could be named without having been seen, {right} were named rightly. Enter or a click on a number shows them.</source>
        <comment>Of %n tracks that could be named without having been seen, {right} were named rightly. Enter or a click on a number shows them.</comment>
        <translation>
            <numerusform>Von %n Track, der ungesehen benannt werden konnte, wurden {right} richtig benannt. Enter oder ein Klick auf eine Zahl zeigt sie.</numerusform>
            <numerusform>Von %n Tracks, die ungesehen benannt werden konnten, wurden {right} richtig benannt. Enter oder ein Klick auf eine Zahl zeigt sie.</numerusform>
        </translation>
    </message>
    <message>
        <source>Of which class</source>
        <translation>Von welcher Klasse</translation>
    </message>
    <message>
        <source>On Objects</source>
        <translation>Auf „Objekte“</translation>
    </message>
    <message>
        <source>On features of unit length it is one more uncertainty, between margin and entropy.</source>
        <translation>Bei Merkmalen der Länge 1 noch eine Unsicherheit, zwischen Abstand und Entropie.</translation>
    </message>
    <message>
        <source>One file of vectors for numpy; no pictures.</source>
        <translation>Eine Datei mit Vektoren für numpy; keine Bilder.</translation>
    </message>
    <message>
        <source>One key is an answer</source>
        <translation>Eine Taste ist eine Antwort</translation>
    </message>
    <message>
        <source>One look-alike keeps the answer it got meanwhile</source>
        <translation>Eines, das gleich aussieht, behält die Antwort, die es inzwischen bekam</translation>
    </message>
    <message>
        <source>Only where much looks alike</source>
        <translation>Nur wo vieles ähnlich aussieht</translation>
    </message>
    <message>
        <source>Order of the classes</source>
        <translation>Reihenfolge der Klassen</translation>
    </message>
    <message>
        <source>Outbox</source>
        <translation>Ausgang</translation>
    </message>
    <message>
        <source>Over what</source>
        <translation>Worüber</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message numerus="yes">
        <source>Part {at}: %n track</source>
        <comment>Part {at}: %n tracks</comment>
        <translation>
            <numerusform>Teil {at}: %n Track</numerusform>
            <numerusform>Teil {at}: %n Tracks</numerusform>
        </translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>People agree on everything.</source>
        <translation>Alle sind sich in allem einig.</translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation>Bilder</translation>
    </message>
    <message>
        <source>Pla&amp;y</source>
        <translation>Abspie&amp;len</translation>
    </message>
    <message>
        <source>Place in the recording</source>
        <translation>Stelle in der Aufnahme</translation>
    </message>
    <message>
        <source>Playback on {name}</source>
        <translation>Wiedergabe auf {name}</translation>
    </message>
    <message>
        <source>Questions &amp;per hour</source>
        <translation>Fragen je St&amp;unde</translation>
    </message>
    <message>
        <source>Questions kept on the robot until they arrived</source>
        <translation>Fragen, die auf dem Roboter bleiben, bis sie angekommen sind</translation>
    </message>
    <message>
        <source>Questions per hour</source>
        <translation>Fragen je Stunde</translation>
    </message>
    <message>
        <source>Questions put so far</source>
        <translation>Bisher gestellte Fragen</translation>
    </message>
    <message>
        <source>Quiet from</source>
        <translation>Ruhe von</translation>
    </message>
    <message>
        <source>Quiet until</source>
        <translation>Ruhe bis</translation>
    </message>
    <message>
        <source>Random</source>
        <translation>Zufall</translation>
    </message>
    <message>
        <source>Random checks put while robots ran this version, and how many it had right</source>
        <translation>Stichproben, während Roboter mit dieser Version liefen, und wie oft sie recht hatte</translation>
    </message>
    <message>
        <source>Random checks, percent</source>
        <translation>Stichproben, Prozent</translation>
    </message>
    <message>
        <source>Rate</source>
        <translation>Rate</translation>
    </message>
    <message>
        <source>Recording on {name}</source>
        <translation>Aufnahme auf {name}</translation>
    </message>
    <message>
        <source>Recording {file}</source>
        <translation>Aufnahme {file}</translation>
    </message>
    <message>
        <source>Recording, {place}</source>
        <translation>Aufnahme, {place}</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufnahmen</translation>
    </message>
    <message>
        <source>Recordings of the robot</source>
        <translation>Aufnahmen des Roboters</translation>
    </message>
    <message>
        <source>Recordings of {name}</source>
        <translation>Aufnahmen von {name}</translation>
    </message>
    <message>
        <source>Recordings, the latest first</source>
        <translation>Aufnahmen, die neueste zuerst</translation>
    </message>
    <message>
        <source>Records {recording}</source>
        <translation>Nimmt auf: {recording}</translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Refuse {name}, code {code}</source>
        <translation>{name} ablehnen, Code {code}</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation>{name} umbenennen</translation>
    </message>
    <message>
        <source>Renaming {name}</source>
        <translation>{name} umbenennen</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Right</source>
        <translation>Richtig</translation>
    </message>
    <message>
        <source>Robot</source>
        <translation>Roboter</translation>
    </message>
    <message>
        <source>Robot&apos;s ow&amp;n settings</source>
        <translation>Eigene Einstellungen des Ro&amp;boters</translation>
    </message>
    <message>
        <source>Robots</source>
        <translation>Roboter</translation>
    </message>
    <message>
        <source>Robots ask, you answer</source>
        <translation>Roboter fragen, Sie antworten</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation>Zurückgehen</translation>
    </message>
    <message>
        <source>Rolling back</source>
        <translation>Zurückgehen</translation>
    </message>
    <message>
        <source>S&amp;plit…</source>
        <translation>&amp;Teilen…</translation>
    </message>
    <message>
        <source>Said “{answer}”{times} again</source>
        <translation>Noch einmal „{answer}“{times} gesagt</translation>
    </message>
    <message>
        <source>Search classes</source>
        <translation>Klassen suchen</translation>
    </message>
    <message>
        <source>Select a robot in the table.</source>
        <translation>Bitte einen Roboter in der Tabelle wählen.</translation>
    </message>
    <message>
        <source>Select pictures to see what they are</source>
        <translation>Bilder auswählen, um zu sehen, was sie sind</translation>
    </message>
    <message>
        <source>Selected tracks</source>
        <translation>Ausgewählte Tracks</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings of {name}</source>
        <translation>Einstellungen von {name}</translation>
    </message>
    <message>
        <source>Settings of {name} as last heard: no station is connected.</source>
        <translation>Einstellungen von {name} nach letztem Stand: Keine Station ist verbunden.</translation>
    </message>
    <message>
        <source>Show &amp;log</source>
        <translation>&amp;Protokoll zeigen</translation>
    </message>
    <message>
        <source>Show it large</source>
        <translation>Groß zeigen</translation>
    </message>
    <message>
        <source>Show recordin&amp;gs</source>
        <translation>Aufna&amp;hmen zeigen</translation>
    </message>
    <message>
        <source>Shows again what the robot sees now</source>
        <translation>Zeigt wieder, was der Roboter jetzt sieht</translation>
    </message>
    <message>
        <source>Shut out</source>
        <translation>Aussperren</translation>
    </message>
    <message>
        <source>Shut out {name}</source>
        <translation>{name} aussperren</translation>
    </message>
    <message>
        <source>Shut out…</source>
        <translation>Aussperren…</translation>
    </message>
    <message>
        <source>Shutting {name} out</source>
        <translation>{name} aussperren</translation>
    </message>
    <message>
        <source>Si&amp;ze</source>
        <translation>&amp;Größe</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Size and language count from the next start on.</source>
        <translation>Größe und Sprache gelten ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Überspringen</translation>
    </message>
    <message>
        <source>So many of them were named rightly, with the 95 % interval</source>
        <translation>So viele davon wurden richtig benannt, mit dem 95-%-Intervall</translation>
    </message>
    <message>
        <source>So many tracks of the class could be judged</source>
        <translation>So viele Tracks der Klasse ließen sich beurteilen</translation>
    </message>
    <message>
        <source>Source</source>
        <translation>Quelle</translation>
    </message>
    <message>
        <source>Spee&amp;d</source>
        <translation>Te&amp;mpo</translation>
    </message>
    <message>
        <source>Speed of the recording</source>
        <translation>Tempo der Aufnahme</translation>
    </message>
    <message>
        <source>Split</source>
        <translation>Teilen</translation>
    </message>
    <message>
        <source>Split {name}</source>
        <translation>{name} teilen</translation>
    </message>
    <message>
        <source>Splitting {name}</source>
        <translation>{name} teilen</translation>
    </message>
    <message>
        <source>Standing</source>
        <translation>Stand</translation>
    </message>
    <message>
        <source>Start recording</source>
        <translation>Aufnahme beginnen</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>State of the robots and the station</source>
        <translation>Zustand der Roboter und der Station</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>Aufnahme beenden</translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation>Strategie</translation>
    </message>
    <message>
        <source>Sudden changes must not be missed, and some wasted questions are no harm.</source>
        <translation>Plötzliche Änderungen dürfen nicht entgehen, und ein paar unnütze Fragen schaden nicht.</translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation>Vorschläge</translation>
    </message>
    <message>
        <source>Take back what {operator} did</source>
        <translation>Zurücknehmen, was {operator} getan hat</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Take the &amp;last import back</source>
        <translation>Den &amp;letzten Import zurücknehmen</translation>
    </message>
    <message>
        <source>That is no name for a class.</source>
        <translation>Das ist kein Name für eine Klasse.</translation>
    </message>
    <message>
        <source>That is this class itself.</source>
        <translation>Das ist diese Klasse selbst.</translation>
    </message>
    <message>
        <source>The &amp;hold-out, by which models are judged</source>
        <translation>Die &amp;zurückgehaltenen, an denen Modelle gemessen werden</translation>
    </message>
    <message>
        <source>The best plain uncertainty with many classes, once each has a few labels.</source>
        <translation>Die beste einfache Unsicherheit bei vielen Klassen, sobald jede ein paar Labels hat.</translation>
    </message>
    <message>
        <source>The box is yours.</source>
        <translation>Der Rahmen ist Ihrer.</translation>
    </message>
    <message>
        <source>The box is yours: it goes along with the name, into every export. The model learns from what the robot saw in its own.</source>
        <translation>Der Rahmen ist Ihrer: Er geht mit dem Namen in jeden Export. Das Modell lernt aus dem, was der Roboter in seinem sah.</translation>
    </message>
    <message>
        <source>The data set has been checked, and waits for your word.</source>
        <translation>Der Datensatz ist geprüft und wartet auf Ihre Entscheidung.</translation>
    </message>
    <message>
        <source>The data set has been checked: see on Learning what would come of it.</source>
        <translation>Der Datensatz ist geprüft: unter „Lernen“ steht, was daraus würde.</translation>
    </message>
    <message>
        <source>The data set is being read.</source>
        <translation>Der Datensatz wird gelesen.</translation>
    </message>
    <message>
        <source>The default: typical first, then what is not sure, typical and new.</source>
        <translation>Die Voreinstellung: zuerst Typisches, dann Unsicheres, das typisch und neu ist.</translation>
    </message>
    <message>
        <source>The desktop&apos;s &amp;sound</source>
        <translation>&amp;Ton des Desktops</translation>
    </message>
    <message>
        <source>The export did not work: {reason}</source>
        <translation>Der Export ist nicht gelungen: {reason}</translation>
    </message>
    <message>
        <source>The export is being cancelled.</source>
        <translation>Der Export wird abgebrochen.</translation>
    </message>
    <message>
        <source>The export waits for the station.</source>
        <translation>Der Export wartet auf die Station.</translation>
    </message>
    <message>
        <source>The export was cancelled; nothing was written.</source>
        <translation>Der Export wurde abgebrochen; nichts wurde geschrieben.</translation>
    </message>
    <message>
        <source>The files are put in their places.</source>
        <translation>Die Dateien kommen an ihre Plätze.</translation>
    </message>
    <message>
        <source>The first question after a pause</source>
        <translation>Die erste Frage nach einer Pause</translation>
    </message>
    <message>
        <source>The frame could not be read</source>
        <translation>Das Bild ließ sich nicht lesen</translation>
    </message>
    <message>
        <source>The import is being cancelled.</source>
        <translation>Der Import wird abgebrochen.</translation>
    </message>
    <message>
        <source>The import was cancelled; nothing was changed.</source>
        <translation>Der Import wurde abgebrochen; nichts wurde geändert.</translation>
    </message>
    <message numerus="yes">
        <source>The import was taken back: %n object.</source>
        <comment>The import was taken back: %n objects.</comment>
        <translation>
            <numerusform>Der Import wurde zurückgenommen: %n Objekt.</numerusform>
            <numerusform>Der Import wurde zurückgenommen: %n Objekte.</numerusform>
        </translation>
    </message>
    <message>
        <source>The latest {shown} are listed.</source>
        <translation>Die neuesten {shown} stehen in der Liste.</translation>
    </message>
    <message>
        <source>The link to the station has stopped</source>
        <translation>Die Verbindung zur Station ist beendet</translation>
    </message>
    <message>
        <source>The model may be sure and wrong: now and then something it is sure of is asked.</source>
        <translation>Das Modell kann sicher sein und irren: Ab und zu wird gefragt, wo es sicher ist.</translation>
    </message>
    <message>
        <source>The most valuable share</source>
        <translation>Der wertvollste Anteil</translation>
    </message>
    <message>
        <source>The object</source>
        <translation>Das Objekt</translation>
    </message>
    <message>
        <source>The picture that came is damaged.</source>
        <translation>Das Bild, das kam, ist beschädigt.</translation>
    </message>
    <message>
        <source>The picture, large</source>
        <translation>Das Bild, groß</translation>
    </message>
    <message>
        <source>The robot has been told “{answer}”: that cannot be taken back.</source>
        <translation>Der Roboter hat „{answer}“ schon gehört: Das lässt sich nicht zurücknehmen.</translation>
    </message>
    <message>
        <source>The robot no longer waits for an answer.</source>
        <translation>Der Roboter wartet nicht mehr auf eine Antwort.</translation>
    </message>
    <message>
        <source>The station checks the data set.</source>
        <translation>Die Station prüft den Datensatz.</translation>
    </message>
    <message>
        <source>The station collects the labels.</source>
        <translation>Die Station sammelt die Labels.</translation>
    </message>
    <message>
        <source>The station did not take {what}: {reason}</source>
        <translation>Die Station nahm {what} nicht an: {reason}</translation>
    </message>
    <message>
        <source>The station has looked at {done} of {total} objects.</source>
        <translation>Die Station hat {done} von {total} Objekten angesehen.</translation>
    </message>
    <message>
        <source>The station has lost the picture.</source>
        <translation>Die Station hat das Bild verloren.</translation>
    </message>
    <message numerus="yes">
        <source>The station has written {done} of %n picture.</source>
        <comment>The station has written {done} of %n pictures.</comment>
        <translation>
            <numerusform>Die Station hat {done} von %n Bild geschrieben.</numerusform>
            <numerusform>Die Station hat {done} von %n Bildern geschrieben.</numerusform>
        </translation>
    </message>
    <message>
        <source>The station is not connected; trying again.</source>
        <translation>Die Station ist nicht verbunden; neuer Versuch läuft.</translation>
    </message>
    <message>
        <source>The station refuses this app</source>
        <translation>Die Station lehnt diese App ab</translation>
    </message>
    <message>
        <source>The station refuses this app: {why}.</source>
        <translation>Die Station lehnt diese App ab: {why}.</translation>
    </message>
    <message>
        <source>The station takes it in.</source>
        <translation>Die Station nimmt ihn auf.</translation>
    </message>
    <message>
        <source>The station was taking the import in when it was heard of last, and does that to the end: look at your objects once it is there.</source>
        <translation>Die Station war dabei, den Import zu übernehmen, als zuletzt etwas von ihr zu hören war, und tut das bis zum Ende: Sehen Sie nach Ihren Objekten, sobald sie wieder da ist.</translation>
    </message>
    <message>
        <source>The tracks have been compared: see the parts on Objects.</source>
        <translation>Die Spuren sind verglichen: die Teile stehen unter „Objekte“.</translation>
    </message>
    <message>
        <source>The whole frame, with a box around the object, labelled {chip}</source>
        <translation>Das ganze Bild, mit einem Rahmen um das Objekt, bezeichnet als {chip}</translation>
    </message>
    <message>
        <source>Then no robot is here, or none has seen anything that it wonders about. Start one in a terminal; its first question shows up here by itself.</source>
        <translation>Dann ist kein Roboter da, oder keiner hat etwas gesehen, das ihm unklar ist. Starten Sie einen im Terminal; seine erste Frage erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>There is a class {name} already: the two become one.</source>
        <translation>Eine Klasse {name} gibt es schon: Die beiden werden eine.</translation>
    </message>
    <message>
        <source>There is no box to adjust here</source>
        <translation>Hier gibt es keinen Rahmen anzupassen</translation>
    </message>
    <message>
        <source>There is no suggestion to compare it with</source>
        <translation>Es gibt keinen Vorschlag zum Vergleichen</translation>
    </message>
    <message>
        <source>There is nothing of this level in the log.</source>
        <translation>Im Protokoll steht nichts von dieser Stufe.</translation>
    </message>
    <message>
        <source>There is nothing that nobody knew.</source>
        <translation>Es gibt nichts, was niemand wusste.</translation>
    </message>
    <message>
        <source>There is nothing to do again</source>
        <translation>Es gibt nichts zu wiederholen</translation>
    </message>
    <message>
        <source>There is nothing to undo</source>
        <translation>Es gibt nichts zurückzunehmen</translation>
    </message>
    <message>
        <source>This desktop shows no notices: the title of the window says it instead.</source>
        <translation>Diese Arbeitsumgebung zeigt keine Hinweise: Stattdessen sagt es der Titel des Fensters.</translation>
    </message>
    <message>
        <source>This robot has no recordings yet.</source>
        <translation>Dieser Roboter hat noch keine Aufnahmen.</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>To ask about nothing that is sure at the stated risk, and about the rest by margin.</source>
        <translation>Um nichts zu fragen, was beim genannten Risiko sicher ist, und das Übrige nach Abstand.</translation>
    </message>
    <message>
        <source>To compare the others with.</source>
        <translation>Zum Vergleich mit den anderen.</translation>
    </message>
    <message>
        <source>To compare with, and for an unbiased sample.</source>
        <translation>Zum Vergleich, und für eine unverzerrte Stichprobe.</translation>
    </message>
    <message>
        <source>To determine the classifier everywhere, also where nothing is ever seen.</source>
        <translation>Um den Klassifikator überall zu bestimmen, auch wo nie etwas gesehen wird.</translation>
    </message>
    <message>
        <source>To find new classes. It also finds rubbish.</source>
        <translation>Um neue Klassen zu finden. Findet auch Unrat.</translation>
    </message>
    <message>
        <source>To find what the classifier knows nothing about. Likes outliers; on its own worse than chance.</source>
        <translation>Um zu finden, wovon der Klassifikator nichts weiß. Mag Ausreißer; allein schlechter als Zufall.</translation>
    </message>
    <message>
        <source>To play it on the robot&apos;s machine: whatsit edge, then this path</source>
        <translation>Um sie auf dem Rechner des Roboters abzuspielen: whatsit edge, dann dieser Pfad</translation>
    </message>
    <message>
        <source>To see every corner of the pool, outliers first: for auditing a data set rather than for learning from few labels.</source>
        <translation>Um jede Ecke des Vorrats zu sehen, Ausreißer zuerst: eher um Daten zu prüfen, als um aus wenigen Labels zu lernen.</translation>
    </message>
    <message>
        <source>Told while another window has the focus. A robot that waits is told at once.</source>
        <translation>Gemeldet, während ein anderes Fenster den Fokus hat. Ein wartender Roboter wird sofort gemeldet.</translation>
    </message>
    <message>
        <source>Took back “{answer}”{times}</source>
        <translation>„{answer}“{times} zurückgenommen</translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation>Tracks</translation>
    </message>
    <message>
        <source>Train now</source>
        <translation>Jetzt trainieren</translation>
    </message>
    <message numerus="yes">
        <source>Train now · %n new label</source>
        <comment>Train now · %n new labels</comment>
        <translation>
            <numerusform>Jetzt trainieren · %n neues Label</numerusform>
            <numerusform>Jetzt trainieren · %n neue Labels</numerusform>
        </translation>
    </message>
    <message>
        <source>Trained</source>
        <translation>Trainiert</translation>
    </message>
    <message>
        <source>Training</source>
        <translation>Training</translation>
    </message>
    <message>
        <source>Training…</source>
        <translation>Training läuft…</translation>
    </message>
    <message numerus="yes">
        <source>Turned away once, {ago} ago: {text}</source>
        <comment>Turned away %n times, {ago} ago: {text}</comment>
        <translation>
            <numerusform>Einmal abgewiesen, vor {ago}: {text}</numerusform>
            <numerusform>%n-mal abgewiesen, vor {ago}: {text}</numerusform>
        </translation>
    </message>
    <message>
        <source>Typical (TypiClust)</source>
        <translation>Typisch (TypiClust)</translation>
    </message>
    <message>
        <source>Uncertainty that leaves outliers alone.</source>
        <translation>Unsicherheit, die Ausreißer in Ruhe lässt.</translation>
    </message>
    <message>
        <source>Undoing “{text}”</source>
        <translation>„{text}“ rückgängig machen</translation>
    </message>
    <message>
        <source>Variance of outputs (V-optimal)</source>
        <translation>Varianz der Ausgaben (V-optimal)</translation>
    </message>
    <message>
        <source>Variance of weights (A-optimal)</source>
        <translation>Varianz der Gewichte (A-optimal)</translation>
    </message>
    <message>
        <source>Vectors</source>
        <translation>Vektoren</translation>
    </message>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Views of the object</source>
        <translation>Ansichten des Objekts</translation>
    </message>
    <message>
        <source>Waiting for a picture…</source>
        <translation>Warte auf ein Bild…</translation>
    </message>
    <message>
        <source>Waiting for the station</source>
        <translation>Warte auf die Station</translation>
    </message>
    <message>
        <source>Wants to join: accept it only if it shows the same code</source>
        <translation>Will dazukommen: nur annehmen, wenn dort derselbe Code steht</translation>
    </message>
    <message>
        <source>Warnings and errors</source>
        <translation>Warnungen und Fehler</translation>
    </message>
    <message>
        <source>Watch it here, as the robot judged it then</source>
        <translation>Hier ansehen, wie der Roboter es damals beurteilte</translation>
    </message>
    <message>
        <source>Watch the recording</source>
        <translation>Die Aufnahme ansehen</translation>
    </message>
    <message>
        <source>What is &amp;learned from</source>
        <translation>Woraus ge&amp;lernt wird</translation>
    </message>
    <message>
        <source>What is seen changes during the day, and so does how sure the model is.</source>
        <translation>Was zu sehen ist, ändert sich am Tag, und damit, wie sicher das Modell ist.</translation>
    </message>
    <message>
        <source>What is taken for what</source>
        <translation>Was womit verwechselt wird</translation>
    </message>
    <message>
        <source>What is taken for what: classes down, what they are taken for across</source>
        <translation>Was womit verwechselt wird: Klassen in Zeilen, wofür sie gehalten werden in Spalten</translation>
    </message>
    <message>
        <source>What is worth enough</source>
        <translation>Was genug wert ist</translation>
    </message>
    <message>
        <source>What is “&amp;not an object”, as a class of that name</source>
        <translation>Was „kei&amp;n Objekt“ ist, als Klasse dieses Namens</translation>
    </message>
    <message>
        <source>What looks the &amp;same</source>
        <translation>Was &amp;gleich aussieht</translation>
    </message>
    <message>
        <source>What looks the same</source>
        <translation>Was gleich aussieht</translation>
    </message>
    <message>
        <source>What shall all tracks of {name} be called?</source>
        <translation>Wie sollen alle Tracks von {name} heißen?</translation>
    </message>
    <message>
        <source>What the gate found of the version</source>
        <translation>Was die Prüfung an der Version fand</translation>
    </message>
    <message>
        <source>What the robot saw then: nothing that it took for an object</source>
        <translation>Was der Roboter damals sah: nichts, was er für ein Objekt hielt</translation>
    </message>
    <message>
        <source>What the robot saw then: {names}</source>
        <translation>Was der Roboter damals sah: {names}</translation>
    </message>
    <message>
        <source>What the robot sees</source>
        <translation>Was der Roboter sieht</translation>
    </message>
    <message>
        <source>What the robot sees: nothing that it takes for an object</source>
        <translation>Was der Roboter sieht: nichts, was er für ein Objekt hält</translation>
    </message>
    <message>
        <source>What the robot sees: {names}</source>
        <translation>Was der Roboter sieht: {names}</translation>
    </message>
    <message>
        <source>What would come of it</source>
        <translation>Was daraus würde</translation>
    </message>
    <message>
        <source>What&apos;s this?</source>
        <translation>Was ist das?</translation>
    </message>
    <message>
        <source>Wheel: zoom · drag: move · double-click or {keys}: fit</source>
        <translation>Rad: Zoom · Ziehen: bewegen · Doppelklick oder {keys}: einpassen</translation>
    </message>
    <message>
        <source>When every class is known already and the pool looks like what will be met.</source>
        <translation>Wenn jede Klasse schon bekannt ist und der Vorrat dem gleicht, was kommt.</translation>
    </message>
    <message>
        <source>When every name&apos;s probability matters, as for suggestions. Not while labels are few.</source>
        <translation>Wenn die Wahrscheinlichkeit jedes Namens zählt, wie bei Vorschlägen. Nicht bei wenigen Labels.</translation>
    </message>
    <message>
        <source>When few labels are there and outliers are rare: it likes what is unlike all labels.</source>
        <translation>Bei wenigen Labels und seltenen Ausreißern: Es mag, was keinem Label gleicht.</translation>
    </message>
    <message>
        <source>When it was written to last, by the robot&apos;s clock</source>
        <translation>Wann zuletzt in sie geschrieben wurde, nach der Uhr des Roboters</translation>
    </message>
    <message>
        <source>When only the first name counts. Worse than chance while labels are few.</source>
        <translation>Wenn nur der erste Name zählt. Bei wenigen Labels schlechter als Zufall.</translation>
    </message>
    <message>
        <source>When only the members&apos; first names can be trusted, as with bad calibration. Five members make few levels, so that many are equal.</source>
        <translation>Wenn nur den ersten Namen der Mitglieder zu trauen ist, etwa bei schlechter Kalibrierung. Fünf Mitglieder geben wenige Stufen, viele sind also gleich.</translation>
    </message>
    <message>
        <source>Where a risk that the head states shall not silence anything.</source>
        <translation>Wo ein genanntes Risiko nichts verschweigen soll.</translation>
    </message>
    <message>
        <source>Where it was seen</source>
        <translation>Wo es gesehen wurde</translation>
    </message>
    <message>
        <source>Where views of one thing through different features contradict each other. The finest of the committee&apos;s measures.</source>
        <translation>Wo verschiedene Merkmale desselben Dings einander widersprechen. Das feinste Maß des Komitees.</translation>
    </message>
    <message>
        <source>Whether it may put a question now</source>
        <translation>Ob er jetzt eine Frage stellen darf</translation>
    </message>
    <message>
        <source>Whether to go on answering</source>
        <translation>Ob sich weitere Antworten lohnen</translation>
    </message>
    <message>
        <source>Which &amp;tracks</source>
        <translation>&amp;Welche Tracks</translation>
    </message>
    <message>
        <source>Which labels</source>
        <translation>Welche Labels</translation>
    </message>
    <message>
        <source>Which lines of the log</source>
        <translation>Welche Zeilen des Protokolls</translation>
    </message>
    <message>
        <source>Which one is it?</source>
        <translation>Welches ist es?</translation>
    </message>
    <message>
        <source>Which tracks</source>
        <translation>Welche Tracks</translation>
    </message>
    <message>
        <source>Who may speak with this station</source>
        <translation>Wer mit dieser Station sprechen darf</translation>
    </message>
    <message>
        <source>Who shows {code}</source>
        <translation>Wer {code} zeigt</translation>
    </message>
    <message>
        <source>Who wants to join</source>
        <translation>Wer dazukommen will</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Worth going on</source>
        <translation>Weitermachen lohnt sich</translation>
    </message>
    <message>
        <source>Written</source>
        <translation>Geschrieben</translation>
    </message>
    <message>
        <source>You answered “{answer}”. Another answer replaces it.</source>
        <translation>Ihre Antwort war „{answer}“. Eine andere ersetzt sie.</translation>
    </message>
    <message>
        <source>Yours still counts.</source>
        <translation>Ihre zählt trotzdem.</translation>
    </message>
    <message>
        <source>Yours would come too late.</source>
        <translation>Ihre käme zu spät.</translation>
    </message>
    <message>
        <source>a folder for each class</source>
        <translation>ein Ordner je Klasse</translation>
    </message>
    <message>
        <source>a model is being trained right now</source>
        <translation>gerade wird ein Modell trainiert</translation>
    </message>
    <message numerus="yes">
        <source>a model needs at least two classes, and there is %n class</source>
        <comment>a model needs at least two classes, and there are %n classes</comment>
        <translation>
            <numerusform>ein Modell braucht mindestens zwei Klassen, und es gibt %n Klasse</numerusform>
            <numerusform>ein Modell braucht mindestens zwei Klassen, und es gibt %n Klassen</numerusform>
        </translation>
    </message>
    <message>
        <source>a video, or a folder of pictures</source>
        <translation>ein Video oder ein Ordner mit Bildern</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>Genauigkeit</translation>
    </message>
    <message numerus="yes">
        <source>accuracy on %n random check</source>
        <comment>accuracy on %n random checks</comment>
        <translation>
            <numerusform>Genauigkeit bei %n Stichprobe</numerusform>
            <numerusform>Genauigkeit bei %n Stichproben</numerusform>
        </translation>
    </message>
    <message>
        <source>accuracy on random checks: none yet</source>
        <translation>Genauigkeit bei Stichproben: noch keine</translation>
    </message>
    <message>
        <source>accuracy, %</source>
        <translation>Genauigkeit, %</translation>
    </message>
    <message>
        <source>accuracy, leave-one-out</source>
        <translation>Genauigkeit, Leave-one-out</translation>
    </message>
    <message>
        <source>active</source>
        <comment>version</comment>
        <translation>aktiv</translation>
    </message>
    <message>
        <source>active model</source>
        <translation>aktives Modell</translation>
    </message>
    <message>
        <source>adjust the box, or draw another</source>
        <translation>Rahmen anpassen oder neu ziehen</translation>
    </message>
    <message>
        <source>adjust the box, or draw another: arrows, Enter, Esc, Del</source>
        <translation>Rahmen anpassen oder neu zeichnen: Pfeile, Enter, Esc, Del</translation>
    </message>
    <message>
        <source>admin</source>
        <translation>Admin</translation>
    </message>
    <message>
        <source>all classes</source>
        <translation>alle Klassen</translation>
    </message>
    <message>
        <source>all of it at once, on a clip that comes along</source>
        <translation>alles auf einmal, an einem mitgelieferten Clip</translation>
    </message>
    <message>
        <source>an answer</source>
        <translation>eine Antwort</translation>
    </message>
    <message>
        <source>another data set is on its way</source>
        <translation>ein anderer Datensatz ist unterwegs</translation>
    </message>
    <message>
        <source>another name for what is selected</source>
        <translation>ein anderer Name für das, was ausgewählt ist</translation>
    </message>
    <message>
        <source>answered by {people}</source>
        <translation>beantwortet von {people}</translation>
    </message>
    <message>
        <source>answers of people</source>
        <translation>Antworten von Menschen</translation>
    </message>
    <message>
        <source>arrows</source>
        <translation>Pfeile</translation>
    </message>
    <message>
        <source>as fast as it goes</source>
        <translation>so schnell es geht</translation>
    </message>
    <message>
        <source>as last heard: the station is not connected</source>
        <translation>nach letztem Stand: Die Station ist nicht verbunden</translation>
    </message>
    <message>
        <source>as the folders of the set say</source>
        <translation>wie die Ordner des Datensatzes sagen</translation>
    </message>
    <message>
        <source>as the system has it</source>
        <translation>wie im System</translation>
    </message>
    <message>
        <source>as the system has them</source>
        <translation>wie im System</translation>
    </message>
    <message>
        <source>as {name}</source>
        <comment>taken for</comment>
        <translation>als {name}</translation>
    </message>
    <message>
        <source>asking the station for the whole picture…</source>
        <translation>die Station wird nach dem ganzen Bild gefragt…</translation>
    </message>
    <message>
        <source>asking the station…</source>
        <translation>die Station wird gefragt…</translation>
    </message>
    <message>
        <source>at {place}, speed {speed}</source>
        <translation>bei {place}, Tempo {speed}</translation>
    </message>
    <message>
        <source>audit {share}</source>
        <translation>Stichprobe {share}</translation>
    </message>
    <message>
        <source>back to what v{version} was</source>
        <translation>zurück zu dem, was v{version} war</translation>
    </message>
    <message>
        <source>begin a name with one of {letters}</source>
        <translation>einen Namen mit {letters} beginnen</translation>
    </message>
    <message>
        <source>begin a name with that letter</source>
        <translation>einen Namen mit diesem Buchstaben beginnen</translation>
    </message>
    <message>
        <source>being tested</source>
        <comment>version</comment>
        <translation>in Prüfung</translation>
    </message>
    <message>
        <source>being written</source>
        <translation>wird geschrieben</translation>
    </message>
    <message>
        <source>beside known ones of each suggestion</source>
        <translation>neben bekannte jedes Vorschlags</translation>
    </message>
    <message>
        <source>best</source>
        <translation>beste</translation>
    </message>
    <message>
        <source>best view of {count}, quality {quality}</source>
        <translation>beste Ansicht von {count}, Güte {quality}</translation>
    </message>
    <message>
        <source>budget used up</source>
        <translation>Budget verbraucht</translation>
    </message>
    <message>
        <source>by name</source>
        <translation>nach Namen</translation>
    </message>
    <message>
        <source>by the files that are there</source>
        <translation>nach den Dateien, die da sind</translation>
    </message>
    <message>
        <source>camera lost</source>
        <translation>Kamera weg</translation>
    </message>
    <message>
        <source>changing</source>
        <translation>wird geändert</translation>
    </message>
    <message>
        <source>choose a class on the left first</source>
        <translation>zuerst links eine Klasse wählen</translation>
    </message>
    <message>
        <source>choose a known name</source>
        <translation>einen bekannten Namen wählen</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>compare with known ones</source>
        <translation>mit bekannten vergleichen</translation>
    </message>
    <message>
        <source>connected</source>
        <translation>verbunden</translation>
    </message>
    <message>
        <source>could be {names}</source>
        <translation>könnte {names} sein</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>dark or light</source>
        <translation>dunkel oder hell</translation>
    </message>
    <message>
        <source>don&apos;t know</source>
        <translation>weiß nicht</translation>
    </message>
    <message>
        <source>empty</source>
        <translation>leer</translation>
    </message>
    <message>
        <source>error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>fill in the first match</source>
        <translation>den ersten Treffer einsetzen</translation>
    </message>
    <message>
        <source>finished</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>fit the picture</source>
        <translation>Bild einpassen</translation>
    </message>
    <message>
        <source>fit, zoom, move: when the picture has the focus</source>
        <translation>einpassen, zoomen, bewegen: wenn das Bild den Fokus hat</translation>
    </message>
    <message>
        <source>for the robot</source>
        <translation>für den Roboter</translation>
    </message>
    <message>
        <source>frame {sequence}</source>
        <translation>Bild {sequence}</translation>
    </message>
    <message>
        <source>from a class to its pictures, and back</source>
        <translation>von einer Klasse zu ihren Bildern und zurück</translation>
    </message>
    <message>
        <source>from the detector&apos;s own classes: as likely as people agreed with it lately</source>
        <translation>aus den eigenen Klassen des Detektors: so wahrscheinlich, wie man ihm zuletzt zustimmte</translation>
    </message>
    <message>
        <source>from the model, which learned from answers</source>
        <translation>vom Modell, das aus Antworten gelernt hat</translation>
    </message>
    <message>
        <source>from {address}</source>
        <translation>von {address}</translation>
    </message>
    <message>
        <source>give it again</source>
        <translation>noch einmal geben</translation>
    </message>
    <message>
        <source>go there first, for any name</source>
        <translation>zuerst dorthin, für jeden Namen</translation>
    </message>
    <message>
        <source>go to the name first</source>
        <translation>zuerst zum Namen</translation>
    </message>
    <message>
        <source>in v{version}</source>
        <translation>in v{version}</translation>
    </message>
    <message>
        <source>info</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>it failed its test</source>
        <translation>sie hat die Prüfung nicht bestanden</translation>
    </message>
    <message>
        <source>it is something else: type a name…</source>
        <translation>etwas anderes: Namen eingeben…</translation>
    </message>
    <message>
        <source>its clock is {time} ahead of the station&apos;s</source>
        <translation>seine Uhr geht gegenüber der Station {time} vor</translation>
    </message>
    <message>
        <source>its clock is {time} behind the station&apos;s</source>
        <translation>seine Uhr geht gegenüber der Station {time} nach</translation>
    </message>
    <message>
        <source>its end is missing</source>
        <translation>ihr Ende fehlt</translation>
    </message>
    <message>
        <source>its machine is at {temperature}</source>
        <translation>sein Rechner hat {temperature}</translation>
    </message>
    <message>
        <source>its release takes no settings</source>
        <translation>seine Ausgabe nimmt keine Einstellungen an</translation>
    </message>
    <message>
        <source>its time is over</source>
        <translation>seine Zeit ist um</translation>
    </message>
    <message>
        <source>judged by v{version}</source>
        <translation>beurteilt von v{version}</translation>
    </message>
    <message>
        <source>k-means centres</source>
        <translation>k-means-Zentren</translation>
    </message>
    <message>
        <source>k-means++ draws</source>
        <translation>k-means++-Ziehung</translation>
    </message>
    <message>
        <source>keep it</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>key {key}</source>
        <translation>Schlüssel {key}</translation>
    </message>
    <message>
        <source>labels</source>
        <translation>Labels</translation>
    </message>
    <message numerus="yes">
        <source>labels from %n answer</source>
        <comment>labels from %n answers</comment>
        <translation>
            <numerusform>Labels aus %n Antwort</numerusform>
            <numerusform>Labels aus %n Antworten</numerusform>
        </translation>
    </message>
    <message>
        <source>lately</source>
        <translation>zuletzt</translation>
    </message>
    <message>
        <source>later</source>
        <translation>später</translation>
    </message>
    <message>
        <source>later: ask me again</source>
        <translation>später: noch einmal fragen</translation>
    </message>
    <message>
        <source>later: it comes again</source>
        <translation>später: sie kommt wieder</translation>
    </message>
    <message>
        <source>learns from all labels, and tests the result</source>
        <translation>lernt aus allen Labels und prüft das Ergebnis</translation>
    </message>
    <message>
        <source>leave the field</source>
        <translation>das Feld verlassen</translation>
    </message>
    <message>
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>live {fps} fps</source>
        <translation>live {fps} fps</translation>
    </message>
    <message>
        <source>look-alike {at} of {count}, in; press to take it out</source>
        <translation>gleich aussehend, {at} von {count}, dabei; drücken nimmt es heraus</translation>
    </message>
    <message>
        <source>look-alike {at} of {count}, taken out; press to put it back</source>
        <translation>gleich aussehend, {at} von {count}, herausgenommen; drücken nimmt es wieder dazu</translation>
    </message>
    <message>
        <source>made from a view that was answered, where the model is unsure</source>
        <translation>aus einer beantworteten Ansicht gemacht, wo das Modell unsicher ist</translation>
    </message>
    <message>
        <source>made from another picture; no camera saw it</source>
        <translation>aus einem anderen Bild gemacht; keine Kamera hat es gesehen</translation>
    </message>
    <message>
        <source>makes the model active again that was so before</source>
        <translation>macht das vorige Modell wieder aktiv</translation>
    </message>
    <message>
        <source>may speak</source>
        <translation>darf sprechen</translation>
    </message>
    <message>
        <source>measures how good the model is; nothing is learned from it</source>
        <translation>misst, wie gut das Modell ist; gelernt wird daraus nichts</translation>
    </message>
    <message>
        <source>minutes of answering</source>
        <translation>Minuten Antwortzeit</translation>
    </message>
    <message>
        <source>model v{number} is active</source>
        <translation>Modell v{number} ist aktiv</translation>
    </message>
    <message numerus="yes">
        <source>model v{number} knows %n class</source>
        <comment>model v{number} knows %n classes</comment>
        <translation>
            <numerusform>Modell v{number} kennt %n Klasse</numerusform>
            <numerusform>Modell v{number} kennt %n Klassen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>model v{number} knows %n class, right {accuracy}</source>
        <comment>model v{number} knows %n classes, right {accuracy}</comment>
        <translation>
            <numerusform>Modell v{number} kennt %n Klasse, {accuracy} richtig</numerusform>
            <numerusform>Modell v{number} kennt %n Klassen, {accuracy} richtig</numerusform>
        </translation>
    </message>
    <message>
        <source>model v{version}</source>
        <translation>Modell v{version}</translation>
    </message>
    <message>
        <source>most that look wrong first</source>
        <translation>die meisten falsch aussehenden zuerst</translation>
    </message>
    <message>
        <source>most tracks first</source>
        <translation>die meisten Tracks zuerst</translation>
    </message>
    <message>
        <source>name of this part</source>
        <translation>Name dieses Teils</translation>
    </message>
    <message>
        <source>names what looks alike together</source>
        <translation>benennt zusammen, was gleich aussieht</translation>
    </message>
    <message>
        <source>never seen anything like it (novelty {novelty})</source>
        <translation>so etwas noch nie gesehen (Neuheit {novelty})</translation>
    </message>
    <message>
        <source>next one</source>
        <translation>nächste</translation>
    </message>
    <message>
        <source>no model yet</source>
        <translation>noch kein Modell</translation>
    </message>
    <message>
        <source>no newer one for {age_s} s</source>
        <translation>seit {age_s} s kein neueres</translation>
    </message>
    <message>
        <source>no picture</source>
        <translation>kein Bild</translation>
    </message>
    <message>
        <source>no picture of another one</source>
        <translation>kein Bild eines anderen</translation>
    </message>
    <message>
        <source>no robot is selected</source>
        <translation>kein Roboter ist ausgewählt</translation>
    </message>
    <message>
        <source>no station is connected</source>
        <translation>keine Station ist verbunden</translation>
    </message>
    <message>
        <source>no version has learned from it yet</source>
        <translation>noch keine Version hat daraus gelernt</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>nobody knew</source>
        <translation>niemand wusste es</translation>
    </message>
    <message>
        <source>none</source>
        <comment>model</comment>
        <translation>keines</translation>
    </message>
    <message>
        <source>not an object</source>
        <translation>kein Objekt</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>nothing is called so yet</source>
        <translation>noch heißt nichts so</translation>
    </message>
    <message>
        <source>nothing is known of the station yet</source>
        <translation>von der Station ist noch nichts bekannt</translation>
    </message>
    <message>
        <source>nothing is learned from it</source>
        <translation>daraus wird nichts gelernt</translation>
    </message>
    <message>
        <source>nothing waiting</source>
        <translation>nichts wartet</translation>
    </message>
    <message>
        <source>nothing was taught yet</source>
        <translation>noch wurde nichts beigebracht</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>now: {held}</source>
        <translation>jetzt: {held}</translation>
    </message>
    <message>
        <source>offline {since}</source>
        <translation>offline seit {since}</translation>
    </message>
    <message>
        <source>on Objects: show the picture large</source>
        <translation>auf Objekte: das Bild groß zeigen</translation>
    </message>
    <message>
        <source>on its way</source>
        <translation>unterwegs</translation>
    </message>
    <message>
        <source>on some robots</source>
        <comment>version</comment>
        <translation>auf einigen Robotern</translation>
    </message>
    <message numerus="yes">
        <source>one answer is possible</source>
        <comment>choose one of %n</comment>
        <translation>
            <numerusform>eine Antwort ist möglich</numerusform>
            <numerusform>eine von %n wählen</numerusform>
        </translation>
    </message>
    <message>
        <source>only Ctrl with a letter, sign or figure, and F1 to F12 can be used</source>
        <translation>nur Ctrl mit Buchstabe, Zeichen oder Ziffer, und F1 bis F12 gehen</translation>
    </message>
    <message>
        <source>only letters, signs, 0 and Space can be used</source>
        <translation>nur Buchstaben, Zeichen, 0 und die Leertaste sind möglich</translation>
    </message>
    <message>
        <source>open</source>
        <comment>nobody has answered it</comment>
        <translation>offen</translation>
    </message>
    <message>
        <source>operator</source>
        <translation>Person</translation>
    </message>
    <message>
        <source>operators are busy</source>
        <translation>alle sind beschäftigt</translation>
    </message>
    <message>
        <source>other views, when the filmstrip has the focus</source>
        <translation>andere Ansichten, wenn der Filmstreifen den Fokus hat</translation>
    </message>
    <message>
        <source>passed</source>
        <comment>version</comment>
        <translation>bestanden</translation>
    </message>
    <message>
        <source>paused at {place}, speed {speed}</source>
        <translation>angehalten bei {place}, Tempo {speed}</translation>
    </message>
    <message>
        <source>press a key…</source>
        <translation>Taste drücken…</translation>
    </message>
    <message>
        <source>press a number, or begin to type one of the answers</source>
        <translation>eine Zahl drücken, oder eine der Antworten eintippen</translation>
    </message>
    <message>
        <source>quiet hours</source>
        <translation>Ruhezeit</translation>
    </message>
    <message>
        <source>quiet {hours}</source>
        <translation>Ruhe {hours}</translation>
    </message>
    <message>
        <source>quit</source>
        <translation>beenden</translation>
    </message>
    <message>
        <source>random check</source>
        <translation>Stichprobe</translation>
    </message>
    <message>
        <source>random checks</source>
        <translation>Stichproben</translation>
    </message>
    <message>
        <source>ready</source>
        <translation>bereit</translation>
    </message>
    <message>
        <source>refused</source>
        <comment>version</comment>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>rename or delete the class</source>
        <translation>die Klasse umbenennen oder löschen</translation>
    </message>
    <message>
        <source>retired</source>
        <comment>version</comment>
        <translation>abgelöst</translation>
    </message>
    <message>
        <source>robot</source>
        <translation>Roboter</translation>
    </message>
    <message>
        <source>save what is written</source>
        <translation>speichern, was da steht</translation>
    </message>
    <message>
        <source>saved</source>
        <translation>gespeichert</translation>
    </message>
    <message>
        <source>say it in your own words</source>
        <translation>mit eigenen Worten antworten</translation>
    </message>
    <message>
        <source>search classes…</source>
        <translation>Klassen suchen…</translation>
    </message>
    <message>
        <source>search the classes</source>
        <translation>die Klassen durchsuchen</translation>
    </message>
    <message>
        <source>seen by {robots}</source>
        <translation>gesehen von {robots}</translation>
    </message>
    <message>
        <source>seen by {robot}</source>
        <translation>gesehen von {robot}</translation>
    </message>
    <message>
        <source>seen by {robot} on {source}, {time}, before it had a model</source>
        <translation>gesehen von {robot} auf {source}, {time}, noch ohne Modell</translation>
    </message>
    <message>
        <source>seen by {robot} on {source}, {time}, when v{version} asked</source>
        <translation>gesehen von {robot} auf {source}, {time}, gefragt von v{version}</translation>
    </message>
    <message>
        <source>seen {duration}</source>
        <translation>{duration} gesehen</translation>
    </message>
    <message>
        <source>select a version in the table first</source>
        <translation>zuerst eine Version in der Tabelle wählen</translation>
    </message>
    <message>
        <source>select several pictures; Ctrl+A selects all</source>
        <translation>mehrere Bilder auswählen; Ctrl+A wählt alle aus</translation>
    </message>
    <message>
        <source>sends v{version} to all nodes</source>
        <translation>schickt v{version} an alle Roboter</translation>
    </message>
    <message>
        <source>sensor {sensor}</source>
        <translation>Sensor {sensor}</translation>
    </message>
    <message>
        <source>sensor {sensor}, hot from {celsius} °C on</source>
        <translation>Sensor {sensor}, heiß ab {celsius} °C</translation>
    </message>
    <message>
        <source>settings, and other keys</source>
        <translation>Einstellungen und andere Tasten</translation>
    </message>
    <message>
        <source>show the keys</source>
        <translation>die Tasten zeigen</translation>
    </message>
    <message>
        <source>shows all keys</source>
        <translation>zeigt alle Tasten</translation>
    </message>
    <message>
        <source>shut out {time}</source>
        <translation>ausgesperrt {time}</translation>
    </message>
    <message>
        <source>shut out {time} by {name}</source>
        <translation>ausgesperrt {time} von {name}</translation>
    </message>
    <message>
        <source>somebody</source>
        <translation>jemand</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>station</source>
        <translation>Station</translation>
    </message>
    <message>
        <source>stopped</source>
        <translation>beendet</translation>
    </message>
    <message>
        <source>stopping</source>
        <translation>hält an</translation>
    </message>
    <message>
        <source>stream {stream}</source>
        <translation>Strom {stream}</translation>
    </message>
    <message>
        <source>suggested</source>
        <translation>vorgeschlagen</translation>
    </message>
    <message>
        <source>take that suggestion</source>
        <translation>diesen Vorschlag nehmen</translation>
    </message>
    <message>
        <source>take the first suggestion</source>
        <translation>den ersten Vorschlag nehmen</translation>
    </message>
    <message>
        <source>taken back</source>
        <translation>zurückgenommen</translation>
    </message>
    <message>
        <source>taken for {name}</source>
        <translation>für {name} gehalten</translation>
    </message>
    <message>
        <source>taken {when}</source>
        <translation>aufgenommen {when}</translation>
    </message>
    <message>
        <source>takes in labels that you have already</source>
        <translation>nimmt Labels auf, die es schon gibt</translation>
    </message>
    <message>
        <source>takes the first suggestion, 1 to 9 another one</source>
        <translation>nimmt den ersten Vorschlag, 1 bis 9 einen anderen</translation>
    </message>
    <message>
        <source>takes the last answer back</source>
        <translation>nimmt die letzte Antwort zurück</translation>
    </message>
    <message>
        <source>the answer goes to {count}</source>
        <translation>die Antwort gilt für {count}</translation>
    </message>
    <message>
        <source>the first camera of this machine</source>
        <translation>die erste Kamera dieses Rechners</translation>
    </message>
    <message>
        <source>the last answers</source>
        <translation>die letzten Antworten</translation>
    </message>
    <message>
        <source>the last answers; Enter changes one, Esc keeps it</source>
        <translation>die letzten Antworten; Enter ändert eine, Esc behält sie</translation>
    </message>
    <message>
        <source>the model is not sure</source>
        <translation>das Modell ist nicht sicher</translation>
    </message>
    <message>
        <source>the object that is asked about</source>
        <translation>das Objekt, um das es geht</translation>
    </message>
    <message>
        <source>the picture large; arrows go to the neighbours, Esc closes it</source>
        <translation>das Bild groß; die Pfeile gehen zu den Nachbarn, Esc schließt es</translation>
    </message>
    <message>
        <source>the robot learns it</source>
        <translation>der Roboter lernt es</translation>
    </message>
    <message>
        <source>there is no earlier model to go back to</source>
        <translation>es gibt kein früheres Modell, zu dem man zurückkann</translation>
    </message>
    <message>
        <source>there is nothing to undo</source>
        <translation>es gibt nichts zurückzunehmen</translation>
    </message>
    <message>
        <source>these keys</source>
        <translation>diese Tasten</translation>
    </message>
    <message>
        <source>this one alone, or all that look the same</source>
        <translation>nur dieses, oder alle, die gleich aussehen</translation>
    </message>
    <message>
        <source>this one alone, or all that look the same again</source>
        <translation>nur dieses, oder wieder alle, die gleich aussehen</translation>
    </message>
    <message>
        <source>to judge models by</source>
        <translation>um Modelle daran zu messen</translation>
    </message>
    <message>
        <source>to learn from</source>
        <translation>um daraus zu lernen</translation>
    </message>
    <message>
        <source>tracks that it had not seen</source>
        <translation>Tracks, die sie nicht kannte</translation>
    </message>
    <message>
        <source>trained</source>
        <translation>gelernt</translation>
    </message>
    <message>
        <source>trained for v{version}</source>
        <translation>gelernt für v{version}</translation>
    </message>
    <message>
        <source>training a new model right now</source>
        <translation>trainiert gerade ein neues Modell</translation>
    </message>
    <message>
        <source>tried beside</source>
        <comment>version</comment>
        <translation>läuft daneben</translation>
    </message>
    <message>
        <source>type a name, or press F1 for all keys</source>
        <translation>einen Namen eintippen, oder F1 für alle Tasten</translation>
    </message>
    <message>
        <source>type a name…</source>
        <translation>Namen eingeben…</translation>
    </message>
    <message>
        <source>type an answer…</source>
        <translation>Antwort eingeben…</translation>
    </message>
    <message>
        <source>type one of the answers…</source>
        <translation>eine der Antworten eingeben…</translation>
    </message>
    <message>
        <source>type what the robot is told</source>
        <translation>eintippen, was der Roboter erfährt</translation>
    </message>
    <message>
        <source>undo</source>
        <translation>zurück</translation>
    </message>
    <message>
        <source>undo the last answer</source>
        <translation>die letzte Antwort zurücknehmen</translation>
    </message>
    <message>
        <source>undo the last answer, even a sent one</source>
        <translation>die letzte Antwort zurücknehmen, auch eine gesendete</translation>
    </message>
    <message>
        <source>undo what was done to labels, do it again</source>
        <translation>zurücknehmen, was mit Labels getan wurde; es wieder tun</translation>
    </message>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>until</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>view {at} of {count}, quality {quality}</source>
        <translation>Ansicht {at} von {count}, Güte {quality}</translation>
    </message>
    <message>
        <source>view {at} of {count}, quality {quality}, {age} before the last</source>
        <translation>Ansicht {at} von {count}, Güte {quality}, {age} vor der letzten</translation>
    </message>
    <message>
        <source>v{version} is active already</source>
        <translation>v{version} ist schon aktiv</translation>
    </message>
    <message numerus="yes">
        <source>v{version} is right about {share} of %n random check of {name}.</source>
        <comment>v{version} is right about {share} of %n random checks of {name}.</comment>
        <translation>
            <numerusform>v{version} hat bei {share} von %n Stichprobe von {name} recht.</numerusform>
            <numerusform>v{version} hat bei {share} von %n Stichproben von {name} recht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>v{version} is right about {share} of %n random check.</source>
        <comment>v{version} is right about {share} of %n random checks.</comment>
        <translation>
            <numerusform>v{version} hat bei {share} von %n Stichprobe recht.</numerusform>
            <numerusform>v{version} hat bei {share} von %n Stichproben recht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>v{version} is right about {share} of %n track of {name}.</source>
        <comment>v{version} is right about {share} of %n tracks of {name}.</comment>
        <translation>
            <numerusform>v{version} hat bei {share} von %n Track von {name} recht.</numerusform>
            <numerusform>v{version} hat bei {share} von %n Tracks von {name} recht.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>v{version} is right about {share} of %n track.</source>
        <comment>v{version} is right about {share} of %n tracks.</comment>
        <translation>
            <numerusform>v{version} hat bei {share} von %n Track recht.</numerusform>
            <numerusform>v{version} hat bei {share} von %n Tracks recht.</numerusform>
        </translation>
    </message>
    <message>
        <source>v{version} is right about {share} of tracks that it had not seen.</source>
        <translation>v{version} hat bei {share} der Tracks recht, die sie nicht kannte.</translation>
    </message>
    <message>
        <source>v{version} is still being tested</source>
        <translation>v{version} wird noch geprüft</translation>
    </message>
    <message>
        <source>v{version} learned from it</source>
        <translation>v{version} hat daraus gelernt</translation>
    </message>
    <message>
        <source>v{version} was refused: {because}</source>
        <translation>v{version} wurde abgelehnt: {because}</translation>
    </message>
    <message>
        <source>v{version} {state}: {share} after {amount} {over}</source>
        <translation>v{version} {state}: {share} nach {amount} {over}</translation>
    </message>
    <message numerus="yes">
        <source>v{version}: too few checks (%n) to say more than that between {low} and {high} % of them are named rightly.</source>
        <comment>v{version}: too few checks (%n) to say more than that between {low} and {high} % of them are named rightly.</comment>
        <translation>
            <numerusform>v{version}: zu wenige Stichproben (%n), um mehr zu sagen, als dass {low} bis {high} % richtig benannt werden.</numerusform>
            <numerusform>v{version}: zu wenige Stichproben (%n), um mehr zu sagen, als dass {low} bis {high} % richtig benannt werden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>v{version}: too few checks of {name} (%n) to say more than that between {low} and {high} % of them are named rightly.</source>
        <comment>v{version}: too few checks of {name} (%n) to say more than that between {low} and {high} % of them are named rightly.</comment>
        <translation>
            <numerusform>v{version}: zu wenige Stichproben von {name} (%n), um mehr zu sagen, als dass {low} bis {high} % richtig benannt werden.</numerusform>
            <numerusform>v{version}: zu wenige Stichproben von {name} (%n), um mehr zu sagen, als dass {low} bis {high} % richtig benannt werden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>v{version}: too few tracks (%n) to say more than that between {low} and {high} % of them are named rightly.</source>
        <comment>v{version}: too few tracks (%n) to say more than that between {low} and {high} % of them are named rightly.</comment>
        <translation>
            <numerusform>v{version}: zu wenige Tracks (%n), um mehr zu sagen, als dass {low} bis {high} % richtig benannt werden.</numerusform>
            <numerusform>v{version}: zu wenige Tracks (%n), um mehr zu sagen, als dass {low} bis {high} % richtig benannt werden.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>v{version}: too few tracks of {name} (%n) to say more than that between {low} and {high} % of them are named rightly.</source>
        <comment>v{version}: too few tracks of {name} (%n) to say more than that between {low} and {high} % of them are named rightly.</comment>
        <translation>
            <numerusform>v{version}: zu wenige Tracks von {name} (%n), um mehr zu sagen, als dass {low} bis {high} % richtig benannt werden.</numerusform>
            <numerusform>v{version}: zu wenige Tracks von {name} (%n), um mehr zu sagen, als dass {low} bis {high} % richtig benannt werden.</numerusform>
        </translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>what is selected is not an object</source>
        <translation>was ausgewählt ist, ist kein Objekt</translation>
    </message>
    <message>
        <source>what is wrong, if something is</source>
        <translation>was nicht stimmt, falls etwas nicht stimmt</translation>
    </message>
    <message>
        <source>what looks the same</source>
        <translation>was gleich aussieht</translation>
    </message>
    <message>
        <source>what looks the same: ← → walk, Space takes out or puts back</source>
        <translation>was gleich aussieht: ← → wandern, Space nimmt heraus oder dazu</translation>
    </message>
    <message>
        <source>whatsit</source>
        <translation>whatsit</translation>
    </message>
    <message>
        <source>without a name</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>writes labels as a data set that other programs read</source>
        <translation>schreibt Labels als Datensatz, den andere Programme lesen</translation>
    </message>
    <message>
        <source>your last answers show up here, and can be changed</source>
        <translation>hier erscheinen Ihre letzten Antworten; sie lassen sich ändern</translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation>vor {age}</translation>
    </message>
    <message>
        <source>{asked} asked since its start</source>
        <translation>{asked} gefragt seit dem Start</translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation>{at} von {count}</translation>
    </message>
    <message>
        <source>{at} of {length}</source>
        <translation>{at} von {length}</translation>
    </message>
    <message>
        <source>{celsius} °C, hot</source>
        <translation>{celsius} °C, heiß</translation>
    </message>
    <message>
        <source>{countdown}. {keys} shows the question.</source>
        <translation>{countdown}. {keys} zeigt die Frage.</translation>
    </message>
    <message>
        <source>{count} lost</source>
        <translation>{count} verloren</translation>
    </message>
    <message>
        <source>{count} of them look wrong</source>
        <translation>{count} davon sehen falsch aus</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} warten</translation>
    </message>
    <message>
        <source>{count} waiting, oldest {age}</source>
        <translation>{count} warten, älteste {age}</translation>
    </message>
    <message>
        <source>{count}, {taken}; {free} free. They lie in {folder} on the robot.</source>
        <translation>{count}, {taken}; {free} frei. Auf dem Roboter liegen sie in {folder}.</translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation>{days} Tg.</translation>
    </message>
    <message>
        <source>{done} of {total} have been fetched.</source>
        <translation>{done} von {total} sind abgeholt.</translation>
    </message>
    <message>
        <source>{done} of {total} have been sent.</source>
        <translation>{done} von {total} sind gesendet.</translation>
    </message>
    <message>
        <source>{done} of {total} objects have been taken in.</source>
        <translation>{done} von {total} Objekten sind aufgenommen.</translation>
    </message>
    <message>
        <source>{done} of {total} pictures have been read.</source>
        <translation>{done} von {total} Bildern sind gelesen.</translation>
    </message>
    <message>
        <source>{file} ({size}) is deleted on {name} for good. Questions, answers and labels that came of it stay.</source>
        <translation>{file} ({size}) wird auf {name} endgültig gelöscht. Fragen, Antworten und Labels daraus bleiben.</translation>
    </message>
    <message>
        <source>{file} is not on the robot any more.</source>
        <translation>{file} ist nicht mehr auf dem Roboter.</translation>
    </message>
    <message>
        <source>{fps} fps</source>
        <translation>{fps} fps</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} h</translation>
    </message>
    <message>
        <source>{keys} copies and pastes text, always</source>
        <translation>{keys} kopiert und fügt Text ein, immer</translation>
    </message>
    <message>
        <source>{keys} · click to change</source>
        <translation>{keys} · Klick ändert</translation>
    </message>
    <message>
        <source>{key} is taken already: {role}</source>
        <translation>{key} ist schon vergeben: {role}</translation>
    </message>
    <message>
        <source>{known}, key {number}</source>
        <translation>{known}, Taste {number}</translation>
    </message>
    <message numerus="yes">
        <source>{merged} and the %n track of {name} become one class.</source>
        <comment>{merged} and the %n tracks of {name} become one class.</comment>
        <translation>
            <numerusform>{merged} und der %n Track von {name} werden eine Klasse.</numerusform>
            <numerusform>{merged} und die %n Tracks von {name} werden eine Klasse.</numerusform>
        </translation>
    </message>
    <message>
        <source>{minutes} m</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{model} · audit {share}</source>
        <translation>{model} · Stichprobe {share}</translation>
    </message>
    <message>
        <source>{model} · {measured} leave-one-out</source>
        <translation>{model} · {measured} Leave-one-out</translation>
    </message>
    <message numerus="yes">
        <source>{names} or %n other</source>
        <comment>{names} or %n others</comment>
        <translation>
            <numerusform>{names} oder %n anderes</numerusform>
            <numerusform>{names} oder %n andere</numerusform>
        </translation>
    </message>
    <message>
        <source>{names} or {last}</source>
        <translation>{names} oder {last}</translation>
    </message>
    <message>
        <source>{name} ({role}, key {key}) is cut off at once and cannot come back with this key. What it asked and answered stays.</source>
        <translation>{name} ({role}, Schlüssel {key}) wird sofort getrennt und kann mit diesem Schlüssel nicht zurückkommen. Fragen und Antworten bleiben.</translation>
    </message>
    <message>
        <source>{name} as {taken_for}</source>
        <comment>taken for</comment>
        <translation>{name} als {taken_for}</translation>
    </message>
    <message>
        <source>{name} did not take the last settings: {problem}.</source>
        <translation>{name} nahm die letzten Einstellungen nicht an: {problem}.</translation>
    </message>
    <message>
        <source>{name} has not said how it asks: its release takes no settings.</source>
        <translation>{name} hat nicht gesagt, wie er fragt: Seine Ausgabe nimmt keine Einstellungen an.</translation>
    </message>
    <message>
        <source>{name} is offline.</source>
        <translation>{name} ist offline.</translation>
    </message>
    <message>
        <source>{name} is offline: its picture shows up here when it is back.</source>
        <translation>{name} ist offline: Sein Bild erscheint hier, wenn er wieder da ist.</translation>
    </message>
    <message>
        <source>{name} passed its test</source>
        <translation>{name} hat die Prüfung bestanden</translation>
    </message>
    <message>
        <source>{name} passed its test against the model that was active then</source>
        <translation>{name} hat die Prüfung gegen das damals aktive Modell bestanden</translation>
    </message>
    <message>
        <source>{name} runs an older release: it cannot be paused from here.</source>
        <translation>Auf {name} läuft eine ältere Version: von hier lässt sich das nicht anhalten.</translation>
    </message>
    <message>
        <source>{name} runs an older release: its recordings cannot be watched from here.</source>
        <translation>Auf {name} läuft eine ältere Version: seine Aufnahmen lassen sich von hier nicht ansehen.</translation>
    </message>
    <message>
        <source>{name} wants to join: see the page Robots</source>
        <translation>{name} will dazukommen: siehe Seite Roboter</translation>
    </message>
    <message>
        <source>{name} was refused</source>
        <translation>{name} wurde abgelehnt</translation>
    </message>
    <message>
        <source>{name} was refused against the model that was active then</source>
        <translation>{name} wurde gegen das damals aktive Modell abgelehnt</translation>
    </message>
    <message>
        <source>{name} {count}</source>
        <translation>{name} {count}</translation>
    </message>
    <message>
        <source>{name} {count} (new)</source>
        <translation>{name} {count} (neu)</translation>
    </message>
    <message>
        <source>{name} · asked</source>
        <translation>{name} · gefragt</translation>
    </message>
    <message numerus="yes">
        <source>{name}, %n track</source>
        <comment>{name}, %n tracks</comment>
        <translation>
            <numerusform>{name}, %n Track</numerusform>
            <numerusform>{name}, %n Tracks</numerusform>
        </translation>
    </message>
    <message>
        <source>{name}, answered by {operator}</source>
        <translation>{name}, beantwortet von {operator}</translation>
    </message>
    <message>
        <source>{name}, as it was called before</source>
        <translation>{name}, wie es schon einmal hieß</translation>
    </message>
    <message>
        <source>{name}: no report is kept of its test</source>
        <translation>{name}: Von der Prüfung gibt es keinen Bericht</translation>
    </message>
    <message>
        <source>{node} · no camera saw this</source>
        <translation>{node} · keine Kamera hat das gesehen</translation>
    </message>
    <message numerus="yes">
        <source>{online} of %n robot live</source>
        <comment>{online} of %n robots live</comment>
        <translation>
            <numerusform>{online} von %n Roboter live</numerusform>
            <numerusform>{online} von %n Robotern live</numerusform>
        </translation>
    </message>
    <message>
        <source>{operator} said so, {time}</source>
        <translation>sagt {operator}, {time}</translation>
    </message>
    <message>
        <source>{operator} said {name}</source>
        <translation>{operator} sagte {name}</translation>
    </message>
    <message>
        <source>{operator} said {name}, {time}</source>
        <translation>{operator} sagte {name}, {time}</translation>
    </message>
    <message>
        <source>{part} of {whole}</source>
        <translation>{part} von {whole}</translation>
    </message>
    <message>
        <source>{per_hour} an hour</source>
        <translation>{per_hour} je Stunde</translation>
    </message>
    <message>
        <source>{reason}. The app asks again by itself.</source>
        <translation>{reason}. Die App versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>{returned} given back</source>
        <translation>{returned} zurückgegeben</translation>
    </message>
    <message>
        <source>{robot} asks: what&apos;s this?</source>
        <translation>{robot} fragt: Was ist das?</translation>
    </message>
    <message>
        <source>{robot} waits for an answer</source>
        <translation>{robot} wartet auf eine Antwort</translation>
    </message>
    <message>
        <source>{robot} waits for your answer: {left} left</source>
        <translation>{robot} wartet auf Ihre Antwort: noch {left}</translation>
    </message>
    <message>
        <source>{said}, {state}; press to change it</source>
        <translation>{said}, {state}; drücken zum Ändern</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{share} ({low} to {high})</source>
        <translation>{share} ({low} bis {high})</translation>
    </message>
    <message>
        <source>{text}, by you, {time}</source>
        <translation>{text}, von Ihnen, {time}</translation>
    </message>
    <message>
        <source>{text}, by {operator}, {time}</source>
        <translation>{text}, von {operator}, {time}</translation>
    </message>
    <message>
        <source>{text}, key {key}</source>
        <translation>{text}, Taste {key}</translation>
    </message>
    <message>
        <source>{text}; you had done it</source>
        <translation>{text}; das waren Sie</translation>
    </message>
    <message>
        <source>{text}; {operator} had done it</source>
        <translation>{text}; das war {operator}</translation>
    </message>
    <message numerus="yes">
        <source>{title} taken for {name}: {tracks} of %n track</source>
        <comment>{title} taken for {name}: {tracks} of %n tracks</comment>
        <translation>
            <numerusform>{title} für {name} gehalten: {tracks} von %n Track</numerusform>
            <numerusform>{title} für {name} gehalten: {tracks} von %n Tracks</numerusform>
        </translation>
    </message>
    <message>
        <source>{waiting} kept for later</source>
        <translation>{waiting} für später aufgehoben</translation>
    </message>
    <message>
        <source>{words} did not work: {text}</source>
        <translation>{words} ging nicht: {text}</translation>
    </message>
    <message>
        <source>{words}: asked the station</source>
        <translation>{words}: bei der Station angefragt</translation>
    </message>
    <message>
        <source>{words}: no answer came from the station</source>
        <translation>{words}: keine Antwort von der Station</translation>
    </message>
    <message>
        <source>· {name}: {before} of {tracks} right before, {after} now ({exam})</source>
        <translation>· {name}: vorher {before} von {tracks} richtig, jetzt {after} ({exam})</translation>
    </message>
    <message>
        <source>“{name}” is none of the robot&apos;s choices</source>
        <translation>„{name}“ steht beim Roboter nicht zur Wahl</translation>
    </message>
    <message>
        <source>“{typed}” is none of the robot&apos;s choices</source>
        <translation>„{typed}“ steht beim Roboter nicht zur Wahl</translation>
    </message>
</context>
<context>
    <name>robot</name>
    <message>
        <source>a frame takes {after_ms} ms with it, and took {before_ms} ms before</source>
        <translation>ein Bild braucht damit {after_ms} ms, vorher {before_ms} ms</translation>
    </message>
    <message>
        <source>as fast as it goes</source>
        <translation>so schnell es geht</translation>
    </message>
    <message>
        <source>at {speed} times its speed</source>
        <translation>mit dem {speed}-Fachen der Geschwindigkeit</translation>
    </message>
    <message>
        <source>beside the active model: {refusal}</source>
        <translation>neben dem aktiven Modell: {refusal}</translation>
    </message>
    <message>
        <source>it has no recording {file}; see which there are</source>
        <translation>er hat keine Aufnahme {file}; bitte nachsehen, welche es gibt</translation>
    </message>
    <message>
        <source>it is not sure of {unsure} of {seen} objects, each of them a question; before it were {unsure_before} of {known}</source>
        <translation>es ist bei {unsure} von {seen} Objekten unsicher, jedes eine Frage; vorher waren es {unsure_before} von {known}</translation>
    </message>
    <message>
        <source>it is too busy to take that in; try again</source>
        <translation>er ist gerade zu beschäftigt; bitte noch einmal</translation>
    </message>
    <message>
        <source>it keeps no log to be shown: only `whatsit edge` does</source>
        <translation>er führt kein Protokoll zum Zeigen: Das tut nur `whatsit edge`</translation>
    </message>
    <message>
        <source>it records nothing</source>
        <translation>er nimmt nichts auf</translation>
    </message>
    <message>
        <source>it records to {file}</source>
        <translation>er nimmt in {file} auf</translation>
    </message>
    <message>
        <source>it records to {file} already</source>
        <translation>er nimmt schon in {file} auf</translation>
    </message>
    <message>
        <source>it would ask about {unsure_after} of {objects} objects, the active model about {unsure_before}</source>
        <translation>es würde nach {unsure_after} von {objects} Objekten fragen, das aktive Modell nach {unsure_before}</translation>
    </message>
    <message>
        <source>its files did not arrive</source>
        <translation>seine Dateien kamen nicht an</translation>
    </message>
    <message>
        <source>its head takes {head_ms} ms, the active one {active_head_ms} ms</source>
        <translation>sein Kopf braucht {head_ms} ms, der aktive {active_head_ms} ms</translation>
    </message>
    <message>
        <source>its source is live: only a recording can be paused, wound or paced</source>
        <translation>seine Quelle ist live: Nur eine Aufnahme lässt sich anhalten, spulen oder im Tempo ändern</translation>
    </message>
    <message>
        <source>its {role} takes {after_ms} ms, the one that runs {before_ms} ms</source>
        <translation>sein {role} braucht {after_ms} ms, der laufende {before_ms} ms</translation>
    </message>
    <message>
        <source>looking through it takes longer than {seconds} s</source>
        <translation>sie durchzusehen dauert länger als {seconds} s</translation>
    </message>
    <message>
        <source>no frame can be read in {file}</source>
        <translation>in {file} ist kein Bild lesbar</translation>
    </message>
    <message>
        <source>of {answered} objects that people named here, it gets {wrong} wrong</source>
        <translation>von {answered} Objekten, die hier benannt wurden, nennt es {wrong} falsch</translation>
    </message>
    <message>
        <source>of {comparable} objects that the active model is sure of, it names only {agreed} the same</source>
        <translation>von {comparable} Objekten, bei denen das aktive Modell sicher ist, nennt es nur {agreed} gleich</translation>
    </message>
    <message>
        <source>of {right_before} objects that people named here and the active model names right, it gets {lost} wrong</source>
        <translation>von {right_before} Objekten, die hier benannt wurden und die das aktive Modell richtig nennt, nennt es {lost} falsch</translation>
    </message>
    <message>
        <source>paused from {to_s} s on, {speed}</source>
        <translation>angehalten bei {to_s} s, {speed}</translation>
    </message>
    <message>
        <source>paused, {speed}</source>
        <translation>angehalten, {speed}</translation>
    </message>
    <message>
        <source>perception had no time to try it beside the active one</source>
        <translation>die Wahrnehmung hatte keine Zeit, es neben dem aktiven zu versuchen</translation>
    </message>
    <message>
        <source>playing from {to_s} s on, {speed}</source>
        <translation>läuft ab {to_s} s, {speed}</translation>
    </message>
    <message>
        <source>playing, {speed}</source>
        <translation>läuft, {speed}</translation>
    </message>
    <message>
        <source>the bundle failed its trial: {reason}</source>
        <translation>das Paket bestand den Versuch nicht: {reason}</translation>
    </message>
    <message>
        <source>the bundle is too slow: {reason}</source>
        <translation>das Paket ist zu langsam: {reason}</translation>
    </message>
    <message>
        <source>the bundle {error}</source>
        <translation>das Paket {error}</translation>
    </message>
    <message>
        <source>the frame there is damaged</source>
        <translation>das Bild dort ist beschädigt</translation>
    </message>
    <message>
        <source>the recording {file} broke off: {reason}</source>
        <translation>die Aufnahme {file} ist abgebrochen: {reason}</translation>
    </message>
    <message>
        <source>the recording {file} is finished</source>
        <translation>die Aufnahme {file} ist fertig</translation>
    </message>
    <message>
        <source>the recording {file} is still being written</source>
        <translation>die Aufnahme {file} wird noch geschrieben</translation>
    </message>
    <message>
        <source>the robot no longer waits</source>
        <translation>der Roboter wartet nicht mehr</translation>
    </message>
    <message>
        <source>the settings cannot be obeyed: {error}</source>
        <translation>die Einstellungen lassen sich nicht befolgen: {error}</translation>
    </message>
    <message>
        <source>this recording does not say how long it is: name a time in seconds</source>
        <translation>diese Aufnahme sagt nicht, wie lang sie ist: bitte eine Zeit in Sekunden nennen</translation>
    </message>
    <message>
        <source>version {version} is put off: {reason}</source>
        <translation>Version {version} ist aufgeschoben: {reason}</translation>
    </message>
    <message>
        <source>what became of versions would not survive a restart: {reason}</source>
        <translation>was aus Versionen wurde, würde einen Neustart nicht überdauern: {reason}</translation>
    </message>
    <message>
        <source>what was found in this frame was not recorded</source>
        <translation>was in diesem Bild gefunden wurde, wurde nicht aufgenommen</translation>
    </message>
    <message>
        <source>what was recorded then is damaged: this is the nearest that is not</source>
        <translation>was damals aufgenommen wurde, ist beschädigt: dies ist das nächste, das es nicht ist</translation>
    </message>
    <message>
        <source>{file} is deleted: {size} MB are free again</source>
        <translation>{file} ist gelöscht: {size} MB sind wieder frei</translation>
    </message>
    <message>
        <source>{file} is still being written; end the recording first</source>
        <translation>in {file} wird noch geschrieben; bitte erst die Aufnahme beenden</translation>
    </message>
</context>
<context>
    <name>station</name>
    <message>
        <source>1 robot</source>
        <translation>1 Roboter</translation>
    </message>
    <message>
        <source>1 track</source>
        <translation>1 Track</translation>
    </message>
    <message>
        <source>Answer only what is new to you: {gain}.</source>
        <translation>Beantworten Sie nur, was Ihnen neu ist: {gain}.</translation>
    </message>
    <message>
        <source>Go on: too few answers yet to say what more of them would gain.</source>
        <translation>Weitermachen: noch zu wenige Antworten, um zu sagen, was weitere bringen.</translation>
    </message>
    <message>
        <source>Go on: {gain}.</source>
        <translation>Weitermachen: {gain}.</translation>
    </message>
    <message>
        <source>You may stop: the last models call the same things by the same names, and {gain}. The robots ask again when something new turns up.</source>
        <translation>Sie können aufhören: Die letzten Modelle nennen dieselben Dinge gleich, und {gain}. Die Roboter fragen wieder, wenn etwas Neues auftaucht.</translation>
    </message>
    <message>
        <source>a class name occurs twice in it</source>
        <translation>ein Klassenname kommt darin zweimal vor</translation>
    </message>
    <message>
        <source>a key that was enrolled for something else</source>
        <translation>ein Schlüssel, der für etwas anderes zugelassen ist</translation>
    </message>
    <message>
        <source>a key that was never enrolled</source>
        <translation>ein Schlüssel, der nie zugelassen wurde</translation>
    </message>
    <message>
        <source>a revoked key</source>
        <translation>ein gesperrter Schlüssel</translation>
    </message>
    <message>
        <source>about {ids} of the {latest} latest answers contradict all others</source>
        <translation>etwa {ids} der letzten {latest} Antworten widersprechen allen anderen</translation>
    </message>
    <message>
        <source>another</source>
        <translation>jemand anderes</translation>
    </message>
    <message>
        <source>another detector went out while it was judged; adopt it again</source>
        <translation>während der Prüfung ging ein anderer Detektor hinaus; bitte noch einmal übernehmen</translation>
    </message>
    <message>
        <source>another import is under way; try again once it is done</source>
        <translation>ein anderer Import läuft; nach dessen Ende noch einmal versuchen</translation>
    </message>
    <message>
        <source>another request has this id</source>
        <translation>ein anderer Wunsch hat diese Kennung</translation>
    </message>
    <message>
        <source>another robot asked about the same thing</source>
        <translation>ein anderer Roboter fragte nach demselben Ding</translation>
    </message>
    <message>
        <source>as taught</source>
        <translation>wie gelehrt</translation>
    </message>
    <message>
        <source>beside the model before it, it named {agreed} of {comparable} known objects the same</source>
        <translation>neben dem vorigen Modell nannte es {agreed} von {comparable} bekannten Objekten gleich</translation>
    </message>
    <message>
        <source>boxes</source>
        <translation>Rahmen</translation>
    </message>
    <message>
        <source>calibration</source>
        <translation>Kalibrierung</translation>
    </message>
    <message>
        <source>classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>confirmed</source>
        <translation>bestätigt</translation>
    </message>
    <message>
        <source>corrected answers</source>
        <translation>berichtigte Antworten</translation>
    </message>
    <message>
        <source>corrections</source>
        <translation>Berichtigungen</translation>
    </message>
    <message>
        <source>coverage</source>
        <translation>Abdeckung</translation>
    </message>
    <message>
        <source>deleted {name}, its tracks set aside</source>
        <translation>{name} gelöscht, die Tracks sind zurückgelegt</translation>
    </message>
    <message>
        <source>deleted {name}, its tracks to be asked about again</source>
        <translation>{name} gelöscht, nach den Tracks wird neu gefragt</translation>
    </message>
    <message>
        <source>did again: {text}</source>
        <translation>wieder getan: {text}</translation>
    </message>
    <message>
        <source>enrolled {name} as {role}</source>
        <translation>{name} als {role} zugelassen</translation>
    </message>
    <message>
        <source>exit code {code}</source>
        <translation>Ende mit Code {code}</translation>
    </message>
    <message>
        <source>expected {parts} names, one a part, got {into}</source>
        <translation>{parts} Namen erwartet, einen je Teil, es kamen {into}</translation>
    </message>
    <message>
        <source>graph</source>
        <translation>Graph</translation>
    </message>
    <message>
        <source>hold-out and random checks</source>
        <translation>zurückgehaltene und Stichproben</translation>
    </message>
    <message>
        <source>it does not admit this key: it was never enrolled there, or it was revoked; see `whatsit keys join`</source>
        <translation>sie lässt diesen Schlüssel nicht zu: Er war dort nie zugelassen oder wurde gesperrt; siehe `whatsit keys join`</translation>
    </message>
    <message>
        <source>it does not know what the active model knows: {names}</source>
        <translation>es kennt nicht, was das aktive Modell kennt: {names}</translation>
    </message>
    <message>
        <source>it does not know {names}: train it on every name that labels have, and again where one was given meanwhile</source>
        <translation>es kennt {names} nicht: Trainieren Sie es mit jedem Namen der Labels, und neu, wenn inzwischen einer dazukam</translation>
    </message>
    <message>
        <source>it does not talk in the clear; give its key with --station-key, as `whatsit keys show` prints it there</source>
        <translation>sie spricht nicht unverschlüsselt; bitte ihren Schlüssel mit --station-key angeben, wie `whatsit keys show` ihn dort zeigt</translation>
    </message>
    <message>
        <source>it finds less of {names}</source>
        <translation>es findet weniger von {names}</translation>
    </message>
    <message>
        <source>it finds {now}, the active detector {before}</source>
        <translation>er findet {now}, der aktive Detektor {before}</translation>
    </message>
    <message>
        <source>it gives boxes in a layout that is known</source>
        <translation>er gibt Rahmen in bekannter Anordnung</translation>
    </message>
    <message>
        <source>it gives {after} boxes a frame, the active detector {before}</source>
        <translation>er gibt {after} Rahmen je Bild, der aktive Detektor {before}</translation>
    </message>
    <message>
        <source>it has another key than the one given, or does not encrypt; compare --station-key with what `whatsit keys show` prints there</source>
        <translation>sie hat einen anderen Schlüssel als angegeben, oder verschlüsselt nicht; bitte --station-key mit dem vergleichen, was `whatsit keys show` dort zeigt</translation>
    </message>
    <message>
        <source>it is the detector that is active</source>
        <translation>es ist der aktive Detektor</translation>
    </message>
    <message>
        <source>it is worse at {names}</source>
        <translation>es ist schlechter bei {names}</translation>
    </message>
    <message>
        <source>it is {after_bytes} MB, the active detector {before_bytes}</source>
        <translation>er hat {after_bytes} MB, der aktive Detektor {before_bytes}</translation>
    </message>
    <message>
        <source>it is {after_bytes} MB, {larger} times the active model</source>
        <translation>es hat {after_bytes} MB, das {larger}-Fache des aktiven Modells</translation>
    </message>
    <message>
        <source>it knows every class that is taught</source>
        <translation>es kennt jede gelehrte Klasse</translation>
    </message>
    <message>
        <source>it names {named} of {taught} tracks as it was taught them</source>
        <translation>es nennt {named} von {taught} Tracks so, wie es sie gelernt hat</translation>
    </message>
    <message>
        <source>it takes {after_mib} MiB at most while it is loaded and run</source>
        <translation>es braucht beim Laden und Laufen höchstens {after_mib} MiB</translation>
    </message>
    <message>
        <source>it takes {after_mib} MiB at most while it is loaded and run, the active detector {before_mib}</source>
        <translation>er braucht beim Laden und Laufen höchstens {after_mib} MiB, der aktive Detektor {before_mib}</translation>
    </message>
    <message>
        <source>it takes {after_ms} ms a frame, {slower} times the active detector&apos;s</source>
        <translation>er braucht {after_ms} ms je Bild, das {slower}-Fache des aktiven Detektors</translation>
    </message>
    <message>
        <source>it takes {times}</source>
        <translation>es braucht {times}</translation>
    </message>
    <message>
        <source>it tells {strange} strange things from known ones {area} of the time, the active model {before}</source>
        <translation>es trennt {strange} fremde Dinge von bekannten in {area} der Fälle, das aktive Modell in {before}</translation>
    </message>
    <message>
        <source>it was trained on another embedder than this station has now</source>
        <translation>es wurde mit einem anderen Embedder trainiert, als diese Station jetzt hat</translation>
    </message>
    <message>
        <source>its answer counts again</source>
        <translation>seine Antwort gilt wieder</translation>
    </message>
    <message>
        <source>its calibration holds a number that is not finite</source>
        <translation>seine Kalibrierung enthält eine unendliche Zahl</translation>
    </message>
    <message>
        <source>its graph cannot be loaded: {why}</source>
        <translation>sein Graph lässt sich nicht laden: {why}</translation>
    </message>
    <message>
        <source>its graph fails: {why}</source>
        <translation>sein Graph versagt: {why}</translation>
    </message>
    <message>
        <source>its graph gives no {names}; it has {ports}</source>
        <translation>sein Graph gibt kein {names}; er hat {ports}</translation>
    </message>
    <message>
        <source>its graph takes {ports}, and not {input} float32 [N, {dim}]</source>
        <translation>sein Graph nimmt {ports}, und nicht {input} float32 [N, {dim}]</translation>
    </message>
    <message>
        <source>its output {name} has the shape {shape}, not {shapes}</source>
        <translation>seine Ausgabe {name} hat die Form {shape}, nicht {shapes}</translation>
    </message>
    <message>
        <source>its output {name} holds numbers that are not finite</source>
        <translation>seine Ausgabe {name} enthält unendliche Zahlen</translation>
    </message>
    <message>
        <source>its output {name} is {dtype}, and not float32</source>
        <translation>seine Ausgabe {name} ist {dtype}, und nicht float32</translation>
    </message>
    <message>
        <source>its outputs have the right names, shapes and finite numbers</source>
        <translation>seine Ausgaben haben die richtigen Namen, Formen und endliche Zahlen</translation>
    </message>
    <message>
        <source>its probabilities do not sum to 1</source>
        <translation>seine Wahrscheinlichkeiten ergeben zusammen nicht 1</translation>
    </message>
    <message>
        <source>its sets hold the right name {value} of the time ({total} tracks)</source>
        <translation>seine Mengen enthalten den richtigen Namen in {value} der Fälle ({total} Tracks)</translation>
    </message>
    <message>
        <source>its stated probabilities are off by {calibration_error} on average</source>
        <translation>seine genannten Wahrscheinlichkeiten liegen im Mittel um {calibration_error} daneben</translation>
    </message>
    <message>
        <source>its trial does not say how it is read</source>
        <translation>der Versuch sagt nicht, wie er gelesen wird</translation>
    </message>
    <message>
        <source>its trial gave another number of boxes than it was asked about</source>
        <translation>der Versuch gab eine andere Zahl von Rahmen als gefragt</translation>
    </message>
    <message>
        <source>its trial gave no probabilities</source>
        <translation>der Versuch gab keine Wahrscheinlichkeiten</translation>
    </message>
    <message>
        <source>its trial said nothing of what it found</source>
        <translation>der Versuch sagte nicht, was er fand</translation>
    </message>
    <message>
        <source>judging it took over {deadline_s} s</source>
        <translation>die Prüfung dauerte über {deadline_s} s</translation>
    </message>
    <message>
        <source>kept, and {name} is told</source>
        <translation>gespeichert, und {name} erfährt es</translation>
    </message>
    <message>
        <source>key {short} is enrolled already, as {role} {name}</source>
        <translation>Schlüssel {short} ist schon zugelassen, als {role} {name}</translation>
    </message>
    <message>
        <source>labelled objects (found)</source>
        <translation>benannte Objekte (gefunden)</translation>
    </message>
    <message>
        <source>labelled tracks (each judged without it)</source>
        <translation>benannte Tracks (jeder ohne sich selbst geprüft)</translation>
    </message>
    <message>
        <source>latency</source>
        <translation>Latenz</translation>
    </message>
    <message>
        <source>latest answers</source>
        <translation>letzte Antworten</translation>
    </message>
    <message>
        <source>left out</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>left v{version}: {reason}</source>
        <translation>hat v{version} verlassen: {reason}</translation>
    </message>
    <message>
        <source>looks like {looks_like} ({probability}), and was called {called} ({own})</source>
        <translation>sieht aus wie {looks_like} ({probability}), heißt aber {called} ({own})</translation>
    </message>
    <message>
        <source>measured</source>
        <translation>gemessen</translation>
    </message>
    <message>
        <source>memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>merged {names} into {into}</source>
        <translation>{names} zu {into} zusammengelegt</translation>
    </message>
    <message>
        <source>named groups of what nobody knew: {names}</source>
        <translation>Gruppen von dem, was niemand kannte, benannt: {names}</translation>
    </message>
    <message>
        <source>no answer is left to learn from; the active version stays as it is</source>
        <translation>keine Antwort ist übrig, aus der sich lernen lässt; die aktive Version bleibt</translation>
    </message>
    <message>
        <source>no candidate was named</source>
        <translation>kein Kandidat wurde genannt</translation>
    </message>
    <message>
        <source>no class is found less often, beyond chance</source>
        <translation>keine Klasse wird überzufällig seltener gefunden</translation>
    </message>
    <message>
        <source>no class is named worse, beyond chance</source>
        <translation>keine Klasse wird überzufällig schlechter benannt</translation>
    </message>
    <message>
        <source>no group has a name</source>
        <translation>keine Gruppe hat einen Namen</translation>
    </message>
    <message>
        <source>no objects</source>
        <translation>keine Objekte</translation>
    </message>
    <message>
        <source>no robot of that name has connected since the station started</source>
        <translation>kein Roboter dieses Namens hat sich seit dem Start der Station verbunden</translation>
    </message>
    <message>
        <source>no station is connected</source>
        <translation>keine Station ist verbunden</translation>
    </message>
    <message>
        <source>no version is active yet that a detector could go out with</source>
        <translation>noch ist keine Version aktiv, mit der ein Detektor hinausgehen könnte</translation>
    </message>
    <message>
        <source>nobody waits with code {code}, or more than one does</source>
        <translation>niemand wartet mit Code {code}, oder mehr als einer</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>nothing counts of an import {import_id}</source>
        <translation>von einem Import {import_id} zählt nichts</translation>
    </message>
    <message>
        <source>nothing of it is left to take back: {text}</source>
        <translation>davon ist nichts mehr zurückzunehmen: {text}</translation>
    </message>
    <message>
        <source>nothing was learned: {reason}</source>
        <translation>nichts wurde gelernt: {reason}</translation>
    </message>
    <message>
        <source>novelty</source>
        <translation>Neuheit</translation>
    </message>
    <message>
        <source>objects</source>
        <translation>Objekte</translation>
    </message>
    <message>
        <source>of {tracks} labelled objects {change}</source>
        <translation>von {tracks} benannten Objekten: {change}</translation>
    </message>
    <message>
        <source>of {tracks} things that are no object it boxes {after}, the active detector {before}</source>
        <translation>von {tracks} Dingen, die kein Objekt sind, rahmt er {after} ein, der aktive Detektor {before}</translation>
    </message>
    <message>
        <source>of {tracks} {exam} it names {now} rightly, the active model {before}</source>
        <translation>von {tracks} ({exam}) nennt es {now} richtig, das aktive Modell {before}</translation>
    </message>
    <message>
        <source>offered v{version}</source>
        <translation>v{version} angeboten</translation>
    </message>
    <message>
        <source>only an admin may decide who joins; {name} is none. On the station&apos;s machine: whatsit keys</source>
        <translation>nur ein Admin darf entscheiden, wer dazukommt; {name} ist keiner. Auf dem Rechner der Station: whatsit keys</translation>
    </message>
    <message>
        <source>only {objects} labelled objects are there to judge it by, at least {least_objects} are needed</source>
        <translation>nur {objects} benannte Objekte sind zum Prüfen da, mindestens {least_objects} sind nötig</translation>
    </message>
    <message>
        <source>only {rows_of} labelled tracks were kept back to judge it by, at least {least_checked} are needed</source>
        <translation>nur {rows_of} benannte Tracks wurden zum Prüfen zurückgehalten, mindestens {least_checked} sind nötig</translation>
    </message>
    <message>
        <source>overtaken by version {version} while it went out</source>
        <translation>von Version {version} überholt, während sie hinausging</translation>
    </message>
    <message>
        <source>refused {name}</source>
        <translation>{name} abgelehnt</translation>
    </message>
    <message>
        <source>relabelled as {what}</source>
        <translation>umbenannt in {what}</translation>
    </message>
    <message>
        <source>renamed {name} to {to}</source>
        <translation>{name} in {to} umbenannt</translation>
    </message>
    <message>
        <source>replaced by version {number}</source>
        <translation>abgelöst von Version {number}</translation>
    </message>
    <message>
        <source>restores version {original}</source>
        <translation>stellt Version {original} wieder her</translation>
    </message>
    <message>
        <source>restores version {original}: {why}</source>
        <translation>stellt Version {original} wieder her: {why}</translation>
    </message>
    <message>
        <source>revoked {name}</source>
        <translation>{name} gesperrt</translation>
    </message>
    <message>
        <source>said nothing of it for {node_s} s</source>
        <translation>sagte {node_s} s lang nichts davon</translation>
    </message>
    <message>
        <source>say of which class the tracks are to be shown</source>
        <translation>sagen Sie, von welcher Klasse die Tracks zu zeigen sind</translation>
    </message>
    <message>
        <source>signal {value}</source>
        <translation>Signal {value}</translation>
    </message>
    <message>
        <source>single classes</source>
        <translation>einzelne Klassen</translation>
    </message>
    <message>
        <source>size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>somebody else answered it meanwhile</source>
        <translation>jemand anderes hat sie inzwischen beantwortet</translation>
    </message>
    <message>
        <source>somebody else has it</source>
        <translation>jemand anderes hat sie</translation>
    </message>
    <message>
        <source>somebody who does not encrypt, or is no part of whatsit</source>
        <translation>jemand, der nicht verschlüsselt oder nicht zu whatsit gehört</translation>
    </message>
    <message>
        <source>somebody who expects another station&apos;s key</source>
        <translation>jemand, der den Schlüssel einer anderen Station erwartet</translation>
    </message>
    <message>
        <source>somebody who sends more at a time than any part of whatsit</source>
        <translation>jemand, der auf einmal mehr schickt als irgendein Teil von whatsit</translation>
    </message>
    <message>
        <source>split {name} into {names}</source>
        <translation>{name} in {names} geteilt</translation>
    </message>
    <message>
        <source>taken back: {reason}</source>
        <translation>zurückgenommen: {reason}</translation>
    </message>
    <message>
        <source>taught</source>
        <translation>gelernt</translation>
    </message>
    <message>
        <source>ten more minutes of answers are worth about {points} % of accuracy</source>
        <translation>zehn weitere Minuten Antworten bringen etwa {points} % Genauigkeit</translation>
    </message>
    <message>
        <source>ten more minutes of answers would hardly make it better</source>
        <translation>zehn weitere Minuten Antworten würden es kaum verbessern</translation>
    </message>
    <message>
        <source>that proposal is not known any more: ask for another one</source>
        <translation>dieser Vorschlag ist nicht mehr bekannt: bitte einen neuen anfordern</translation>
    </message>
    <message>
        <source>the id {peer_id} belongs to {name}, who has another key</source>
        <translation>die Kennung {peer_id} gehört {name}, mit einem anderen Schlüssel</translation>
    </message>
    <message>
        <source>the key of {name} was used with {count} ids; enrol a new one</source>
        <translation>der Schlüssel von {name} wurde mit {count} Kennungen benutzt; bitte einen neuen zulassen</translation>
    </message>
    <message>
        <source>the model from outside was refused: {reason}</source>
        <translation>das Modell von außen wurde abgelehnt: {reason}</translation>
    </message>
    <message>
        <source>the model knows it by now</source>
        <translation>das Modell weiß es inzwischen</translation>
    </message>
    <message>
        <source>the model of version {number} is not kept any more; the last {keep_heads} versions are</source>
        <translation>das Modell von Version {number} ist nicht mehr da; die letzten {keep_heads} Versionen sind es</translation>
    </message>
    <message>
        <source>the name has characters that do not show</source>
        <translation>der Name hat unsichtbare Zeichen</translation>
    </message>
    <message>
        <source>the name has {text} characters: at most {max_name_length} are allowed</source>
        <translation>der Name hat {text} Zeichen: höchstens {max_name_length} sind erlaubt</translation>
    </message>
    <message>
        <source>the name is empty</source>
        <translation>der Name ist leer</translation>
    </message>
    <message>
        <source>the name {name} is taken; choose another, or revoke it first: whatsit keys revoke {name}</source>
        <translation>der Name {name} ist vergeben; bitte einen anderen wählen, oder ihn zuerst sperren: whatsit keys revoke {name}</translation>
    </message>
    <message>
        <source>the process that exports cannot be started: {error}</source>
        <translation>der Prozess, der exportiert, lässt sich nicht starten: {error}</translation>
    </message>
    <message>
        <source>the process that exports died (code {code})</source>
        <translation>der Prozess, der exportiert, ist gestorben (Code {code})</translation>
    </message>
    <message>
        <source>the process that exports said what makes no sense: {error}</source>
        <translation>der Prozess, der exportiert, sagt Unverständliches: {error}</translation>
    </message>
    <message>
        <source>the process that judged it died (code {code})</source>
        <translation>der prüfende Prozess ist abgestürzt (Code {code})</translation>
    </message>
    <message>
        <source>the process that judges cannot be started: {why}</source>
        <translation>der prüfende Prozess lässt sich nicht starten: {why}</translation>
    </message>
    <message>
        <source>the process that reads cannot be started: {error}</source>
        <translation>der Prozess, der liest, lässt sich nicht starten: {error}</translation>
    </message>
    <message>
        <source>the process that reads died (code {code})</source>
        <translation>der Prozess, der liest, ist gestorben (Code {code})</translation>
    </message>
    <message>
        <source>the process that reads makes no sense: {error}</source>
        <translation>der Prozess, der liest, sagt Unverständliches: {error}</translation>
    </message>
    <message>
        <source>the robot did not answer in time</source>
        <translation>der Roboter hat nicht rechtzeitig geantwortet</translation>
    </message>
    <message>
        <source>the robot&apos;s time for it is over</source>
        <translation>die Zeit des Roboters dafür ist um</translation>
    </message>
    <message>
        <source>the station does not have the file of its embedder</source>
        <translation>der Station fehlt die Datei ihres Embedders</translation>
    </message>
    <message>
        <source>the station does not have this export any more; start it again</source>
        <translation>die Station hat diesen Export nicht mehr; bitte neu beginnen</translation>
    </message>
    <message>
        <source>the station does not know this import any more; start it again</source>
        <translation>die Station kennt diesen Import nicht mehr; bitte neu beginnen</translation>
    </message>
    <message>
        <source>the station runs an older release; update it</source>
        <translation>die Station läuft mit einer älteren Ausgabe; bitte aktualisieren</translation>
    </message>
    <message>
        <source>the station waits for too many robots; try again in some seconds</source>
        <translation>die Station wartet auf zu viele Roboter; bitte in ein paar Sekunden wieder</translation>
    </message>
    <message>
        <source>the time to decide is over; ask again</source>
        <translation>die Zeit zum Entscheiden ist um; bitte noch einmal fragen</translation>
    </message>
    <message>
        <source>the tracks of {name} do not fall into {parts} parts</source>
        <translation>die Tracks von {name} zerfallen nicht in {parts} Teile</translation>
    </message>
    <message>
        <source>the trainer cannot be started: {why}</source>
        <translation>das Training lässt sich nicht starten: {why}</translation>
    </message>
    <message>
        <source>the trainer process died ({how}); it is being restarted</source>
        <translation>der Trainingsprozess ist abgestürzt ({how}); er wird neu gestartet</translation>
    </message>
    <message>
        <source>the training that it goes on from was refused: {reason}</source>
        <translation>das Training, auf dem es aufbaut, wurde abgelehnt: {reason}</translation>
    </message>
    <message>
        <source>there is a class {other} already: merge {name} into it instead</source>
        <translation>eine Klasse {other} gibt es schon: {name} stattdessen mit ihr zusammenlegen</translation>
    </message>
    <message>
        <source>there is a class {other} already: name the part otherwise</source>
        <translation>eine Klasse {other} gibt es schon: den Teil anders nennen</translation>
    </message>
    <message>
        <source>there is no answer to learn from yet</source>
        <translation>noch gibt es keine Antwort, aus der sich lernen lässt</translation>
    </message>
    <message>
        <source>there is no answer {answer_id} at this station</source>
        <translation>die Antwort {answer_id} gibt es bei dieser Station nicht</translation>
    </message>
    <message>
        <source>there is no class {into}: rename {names} to it instead</source>
        <translation>eine Klasse {into} gibt es nicht: stattdessen {names} so umbenennen</translation>
    </message>
    <message>
        <source>there is no class {name}; did you mean {near}?</source>
        <translation>eine Klasse {name} gibt es nicht; ist {near} gemeint?</translation>
    </message>
    <message>
        <source>there is no class {name}; see `whatsit classes`</source>
        <translation>eine Klasse {name} gibt es nicht; siehe `whatsit classes`</translation>
    </message>
    <message>
        <source>there is no earlier version to go back to</source>
        <translation>es gibt keine frühere Version, zu der man zurückkann</translation>
    </message>
    <message>
        <source>there is no label any more to judge it by</source>
        <translation>es gibt kein Label mehr, um es zu prüfen</translation>
    </message>
    <message>
        <source>there is no operation to take back</source>
        <translation>es gibt nichts zurückzunehmen</translation>
    </message>
    <message>
        <source>there is no operation {operation_id}; see `whatsit classes`</source>
        <translation>einen Vorgang {operation_id} gibt es nicht; siehe `whatsit classes`</translation>
    </message>
    <message>
        <source>there is no track {query_id} at this station</source>
        <translation>den Track {query_id} gibt es bei dieser Station nicht</translation>
    </message>
    <message>
        <source>there is no version {number}</source>
        <translation>Version {number} gibt es nicht</translation>
    </message>
    <message>
        <source>there is nothing to change: it is so already</source>
        <translation>es ist nichts zu ändern: Es ist schon so</translation>
    </message>
    <message>
        <source>there is nothing to judge it by any more: {error}</source>
        <translation>es ist nichts mehr zum Prüfen da: {error}</translation>
    </message>
    <message>
        <source>there is nothing to merge into {into} but itself</source>
        <translation>mit {into} ist nichts zusammenzulegen als es selbst</translation>
    </message>
    <message>
        <source>this is not what was committed to; ask again</source>
        <translation>das passt nicht zum Zugesagten; bitte noch einmal fragen</translation>
    </message>
    <message>
        <source>this key is enrolled for role {role}, and may not speak as {other}</source>
        <translation>dieser Schlüssel ist als {role} zugelassen und darf nicht als {other} sprechen</translation>
    </message>
    <message>
        <source>this key is enrolled for the robot {name}, which has another id</source>
        <translation>dieser Schlüssel ist für den Roboter {name} zugelassen, der eine andere Kennung hat</translation>
    </message>
    <message>
        <source>this key is not enrolled</source>
        <translation>dieser Schlüssel ist nicht zugelassen</translation>
    </message>
    <message>
        <source>this key was refused; make another, or ask whoever refused it</source>
        <translation>dieser Schlüssel wurde abgelehnt; bitte einen neuen machen oder nachfragen</translation>
    </message>
    <message>
        <source>this station classifies whole frames; it has no use for a detector</source>
        <translation>diese Station ordnet ganze Bilder ein; ein Detektor nützt ihr nichts</translation>
    </message>
    <message>
        <source>this station has no question {query_id}</source>
        <translation>diese Station hat keine Frage {query_id}</translation>
    </message>
    <message>
        <source>this station is on loopback without keys; there is nobody to enrol</source>
        <translation>diese Station läuft lokal ohne Schlüssel; es ist niemand zuzulassen</translation>
    </message>
    <message>
        <source>this station speaks protocol {protocol_major}.{protocol_minor}, the peer {major}.{minor}; update the {which}</source>
        <translation>diese Station spricht Protokoll {protocol_major}.{protocol_minor}, die Gegenseite {major}.{minor}; zu aktualisieren: {which}</translation>
    </message>
    <message>
        <source>too many have tried to join lately; try again in ten minutes</source>
        <translation>zu viele wollten zuletzt dazukommen; bitte in zehn Minuten wieder</translation>
    </message>
    <message>
        <source>too many wait to be let in; try again in a few minutes</source>
        <translation>zu viele warten auf Einlass; bitte in ein paar Minuten wieder</translation>
    </message>
    <message>
        <source>too many who want to join</source>
        <translation>zu viele, die dazukommen wollen</translation>
    </message>
    <message>
        <source>took back: {text}</source>
        <translation>zurückgenommen: {text}</translation>
    </message>
    <message>
        <source>track {query_id} has no answer: answer it first</source>
        <translation>Track {query_id} hat keine Antwort: bitte zuerst beantworten</translation>
    </message>
    <message>
        <source>tracks that both learned</source>
        <translation>Tracks, die beide gelernt haben</translation>
    </message>
    <message>
        <source>two parts would be called {into}</source>
        <translation>zwei Teile hießen {into}</translation>
    </message>
    <message>
        <source>version {number} is active already</source>
        <translation>Version {number} ist schon aktiv</translation>
    </message>
    <message>
        <source>version {number} is being deployed</source>
        <translation>Version {number} wird ausgerollt</translation>
    </message>
    <message>
        <source>version {number} is on its way to the robots already</source>
        <translation>Version {number} ist schon auf dem Weg zu den Robotern</translation>
    </message>
    <message>
        <source>version {number} is still being tested</source>
        <translation>Version {number} wird noch geprüft</translation>
    </message>
    <message>
        <source>version {number} is your detector with the head of version {head}</source>
        <translation>Version {number} ist Ihr Detektor mit dem Kopf von Version {head}</translation>
    </message>
    <message>
        <source>version {number} learned from {tracks} tracks</source>
        <translation>Version {number} hat aus {tracks} Tracks gelernt</translation>
    </message>
    <message>
        <source>version {number} learned from {tracks} tracks and from made views of them</source>
        <translation>Version {number} hat aus {tracks} Tracks und gemachten Ansichten davon gelernt</translation>
    </message>
    <message>
        <source>version {number} learned from {tracks} tracks, and not from made views, which do not help yet</source>
        <translation>Version {number} hat aus {tracks} Tracks gelernt, nicht aus gemachten Ansichten; die helfen noch nicht</translation>
    </message>
    <message>
        <source>version {number} was made for another embedder</source>
        <translation>Version {number} ist für einen anderen Embedder</translation>
    </message>
    <message>
        <source>version {number} was refused: {reason}</source>
        <translation>Version {number} wurde abgelehnt: {reason}</translation>
    </message>
    <message>
        <source>version {original} is being deployed again as {version}</source>
        <translation>Version {original} wird als {version} noch einmal ausgerollt</translation>
    </message>
    <message>
        <source>version {refused} learned the same answers and was refused</source>
        <translation>Version {refused} lernte dieselben Antworten und wurde abgelehnt</translation>
    </message>
    <message>
        <source>version {version} passed its tests and waits until you deploy it</source>
        <translation>Version {version} hat die Prüfung bestanden und wartet darauf, dass Sie sie ausrollen</translation>
    </message>
    <message>
        <source>version {version} was {reason}</source>
        <translation>Version {version} wurde {reason}</translation>
    </message>
    <message>
        <source>v{version} on probation</source>
        <translation>v{version} auf Probe</translation>
    </message>
    <message>
        <source>v{version} runs well</source>
        <translation>v{version} läuft gut</translation>
    </message>
    <message>
        <source>v{version}: {reason}</source>
        <translation>v{version}: {reason}</translation>
    </message>
    <message>
        <source>waits for its turn with v{version}</source>
        <translation>wartet, bis es mit v{version} dran ist</translation>
    </message>
    <message>
        <source>what more answers gain cannot be told yet</source>
        <translation>was weitere Antworten bringen, lässt sich noch nicht sagen</translation>
    </message>
    <message>
        <source>whoever decides about it refused</source>
        <translation>wer darüber entscheidet, hat abgelehnt</translation>
    </message>
    <message>
        <source>{after_ms} ms for {rows} tracks</source>
        <translation>{after_ms} ms für {rows} Tracks</translation>
    </message>
    <message>
        <source>{after_ms} ms for {rows} tracks, {slower} times the active model&apos;s</source>
        <translation>{after_ms} ms für {rows} Tracks, das {slower}-Fache des aktiven Modells</translation>
    </message>
    <message>
        <source>{count} questions have lost their pictures</source>
        <translation>{count} Fragen haben ihre Bilder verloren</translation>
    </message>
    <message>
        <source>{count} questions were made with another embedder and are not trained on</source>
        <translation>{count} Fragen stammen von einem anderen Embedder und werden nicht gelernt</translation>
    </message>
    <message>
        <source>{count} robots</source>
        <translation>{count} Robotern</translation>
    </message>
    <message>
        <source>{count} robots wait for answers already</source>
        <translation>{count} Roboter warten schon auf Antworten</translation>
    </message>
    <message>
        <source>{done}: {tracks}</source>
        <translation>{done}: {tracks}</translation>
    </message>
    <message>
        <source>{done}: {tracks}; {kept} were answered anew since and stay</source>
        <translation>{done}: {tracks}; {kept} wurden seither neu beantwortet und bleiben</translation>
    </message>
    <message>
        <source>{error}; what was taken in of import {import_id} can be undone</source>
        <translation>{error}; was vom Import {import_id} aufgenommen wurde, lässt sich zurücknehmen</translation>
    </message>
    <message>
        <source>{failed} of the {tried} robots that tried it left it: {common}</source>
        <translation>{failed} der {tried} Roboter, die sie versuchten, haben sie verlassen: {common}</translation>
    </message>
    <message>
        <source>{hits} ({share}, {low} to {high})</source>
        <translation>{hits} ({share}, {low} bis {high})</translation>
    </message>
    <message>
        <source>{listed} and {rest} more</source>
        <translation>{listed} und {rest} weitere</translation>
    </message>
    <message>
        <source>{most_waiting} candidates are waiting already; try again later</source>
        <translation>{most_waiting} Kandidaten warten schon; bitte später wieder</translation>
    </message>
    <message>
        <source>{most} exports are under way already; try again later</source>
        <translation>{most} Exporte laufen schon; bitte später noch einmal versuchen</translation>
    </message>
    <message>
        <source>{name} (it finds {now}, the active detector {before})</source>
        <translation>{name} (gefunden {now}, vom aktiven Detektor {before})</translation>
    </message>
    <message>
        <source>{name} (it names {now} rightly, the active model {before}, {exam})</source>
        <translation>{name} ({now} richtig, das aktive Modell {before}, {exam})</translation>
    </message>
    <message>
        <source>{name} and {more} more left it: {reason}</source>
        <translation>{name} und {more} weitere haben sie verlassen: {reason}</translation>
    </message>
    <message>
        <source>{name} has joined as {role}</source>
        <translation>{name} ist als {role} dazugekommen</translation>
    </message>
    <message>
        <source>{name} has {ids} tracks to compare: too few for {parts} parts</source>
        <translation>{name} hat {ids} vergleichbare Tracks: zu wenige für {parts} Teile</translation>
    </message>
    <message>
        <source>{name} is called that already</source>
        <translation>{name} heißt schon so</translation>
    </message>
    <message>
        <source>{name} is no name: write 1 to 60 visible characters</source>
        <translation>{name} ist kein Name: bitte 1 bis 60 sichtbare Zeichen</translation>
    </message>
    <message>
        <source>{name} is offline; try again when it is back</source>
        <translation>{name} ist offline; bitte wieder, wenn er da ist</translation>
    </message>
    <message>
        <source>{name} left it: {reason}</source>
        <translation>{name} hat sie verlassen: {reason}</translation>
    </message>
    <message>
        <source>{name} runs an older release, which knows nothing of that; update it</source>
        <translation>{name} läuft mit einer älteren Ausgabe, die das nicht kennt; bitte aktualisieren</translation>
    </message>
    <message>
        <source>{name} runs an older release, which takes no settings; update it first</source>
        <translation>{name} läuft mit einer älteren Ausgabe, die keine Einstellungen annimmt; bitte zuerst aktualisieren</translation>
    </message>
    <message>
        <source>{not_an_object} is no name: answer that it is not an object</source>
        <translation>{not_an_object} ist kein Name: bitte mit „kein Objekt“ antworten</translation>
    </message>
    <message>
        <source>{said} and is being deployed</source>
        <translation>{said} und wird ausgerollt</translation>
    </message>
    <message>
        <source>{said}; deploy it when you like</source>
        <translation>{said}; ausrollen, wann Sie wollen</translation>
    </message>
    <message>
        <source>{state_folder} holds no candidate {candidate}…; is --state the folder of the station at --station?</source>
        <translation>{state_folder} enthält keinen Kandidaten {candidate}…; ist --state der Ordner der Station bei --station?</translation>
    </message>
    <message>
        <source>{text} (at least {share} are wanted); are its classes in another order than its names?</source>
        <translation>{text} (mindestens {share} sind verlangt); stehen die Klassen in anderer Reihenfolge als die Namen?</translation>
    </message>
    <message>
        <source>{text} (at most {most_mib} may be)</source>
        <translation>{text} (erlaubt sind {most_mib})</translation>
    </message>
    <message>
        <source>{text} (at most {most} may be)</source>
        <translation>{text} (erlaubt sind {most})</translation>
    </message>
    <message>
        <source>{text} (at most {most} times)</source>
        <translation>{text} (erlaubt ist das {most}-Fache)</translation>
    </message>
    <message>
        <source>{text} ({allowed} may be lost)</source>
        <translation>{text} ({allowed} dürfen verloren gehen)</translation>
    </message>
    <message>
        <source>{text}, next stage in {seconds} s</source>
        <translation>{text}, nächste Stufe in {seconds} s</translation>
    </message>
    <message>
        <source>{text}, next stage when it runs well on {wanted}</source>
        <translation>{text}, nächste Stufe, wenn sie auf {wanted} gut läuft</translation>
    </message>
    <message>
        <source>{text}, the active model {before_mib}</source>
        <translation>{text}, das aktive Modell {before_mib}</translation>
    </message>
    <message>
        <source>{text}, the last stage</source>
        <translation>{text}, letzte Stufe</translation>
    </message>
    <message>
        <source>{text}, those of the active model by {rise}</source>
        <translation>{text}, die des aktiven Modells um {rise}</translation>
    </message>
    <message>
        <source>{text}, those of the active model {was}</source>
        <translation>{text}, die des aktiven Modells in {was}</translation>
    </message>
    <message>
        <source>{text}; look through them: correct what is wrong, and answer again what is right</source>
        <translation>{text}; bitte durchsehen: berichtigen, was falsch ist, und neu beantworten, was stimmt</translation>
    </message>
    <message>
        <source>{tracks} tracks</source>
        <translation>{tracks} Tracks</translation>
    </message>
    <message>
        <source>{v} is on {runs_on} of {robots}</source>
        <translation>{v} ist auf {runs_on} von {robots}</translation>
    </message>
    <message>
        <source>{v} waits for a robot to be there</source>
        <translation>{v} wartet, bis ein Roboter da ist</translation>
    </message>
    <message>
        <source>{v} was taken back: {reason}</source>
        <translation>{v} wurde zurückgenommen: {reason}</translation>
    </message>
    <message>
        <source>{who} answered it</source>
        <translation>{who} hat sie beantwortet</translation>
    </message>
</context>
</TS>
