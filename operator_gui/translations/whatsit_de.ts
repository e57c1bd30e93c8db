<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
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
        <source>1 to 9 choose a suggestion, always</source>
        <translation>1 bis 9 wählen immer einen Vorschlag</translation>
    </message>
    <message>
        <source>A robot shows an object that it does not know and asks what it is. One key answers, and a moment later the robot knows better. Robots ask little: what they are sure of they keep to themselves. You can take every answer back, even a sent one.</source>
        <translation>Ein Roboter zeigt ein Objekt, das er nicht kennt, und fragt, was es ist. Eine Taste antwortet, und einen Moment später weiß er es besser. Roboter fragen wenig: Wo sie sicher sind, fragen sie nicht. Jede Antwort lässt sich zurücknehmen, auch eine gesendete.</translation>
    </message>
    <message>
        <source>Enter takes the first suggestion, always</source>
        <translation>Enter nimmt immer den ersten Vorschlag</translation>
    </message>
    <message>
        <source>Enter, Esc and 1 to 9 stay what they are. With Shift a letter begins a name, whatever it does.</source>
        <translation>Enter, Esc und 1 bis 9 bleiben, was sie sind. Mit Umschalt beginnt ein Buchstabe einen Namen, was er sonst auch tut.</translation>
    </message>
    <message>
        <source>Esc leaves, always</source>
        <translation>Esc verlässt immer</translation>
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
        <source>Letters begin a name; the names that are known complete it.</source>
        <translation>Buchstaben beginnen einen Namen; bekannte Namen ergänzen ihn.</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Not changed: {why}.</source>
        <translation>Nicht geändert: {why}.</translation>
    </message>
    <message>
        <source>Nothing is asked yet?</source>
        <translation>Noch keine Frage?</translation>
    </message>
    <message>
        <source>One key is an answer</source>
        <translation>Eine Taste ist eine Antwort</translation>
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
        <source>Robots ask, you answer</source>
        <translation>Roboter fragen, Sie antworten</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Si&amp;ze</source>
        <translation>&amp;Größe</translation>
    </message>
    <message>
        <source>Size and language count from the next start on.</source>
        <translation>Größe und Sprache gelten ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>The desktop&apos;s &amp;sound</source>
        <translation>&amp;Ton des Desktops</translation>
    </message>
    <message>
        <source>The first question after a pause</source>
        <translation>Die erste Frage nach einer Pause</translation>
    </message>
    <message>
        <source>Then no robot is here, or none has seen anything that it wonders about. Start one in a terminal; its first question shows up here by itself.</source>
        <translation>Dann ist kein Roboter da, oder keiner hat etwas gesehen, das ihm unklar ist. Starten Sie einen im Terminal; seine erste Frage erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>This desktop shows no notices.</source>
        <translation>Dieser Desktop zeigt keine Hinweise.</translation>
    </message>
    <message>
        <source>Told while another window has the focus. A robot that waits is told at once.</source>
        <translation>Gemeldet, während ein anderes Fenster den Fokus hat. Ein wartender Roboter wird sofort gemeldet.</translation>
    </message>
    <message>
        <source>a video, or a folder of pictures</source>
        <translation>ein Video oder ein Ordner mit Bildern</translation>
    </message>
    <message>
        <source>all of it at once, on a clip that comes along</source>
        <translation>alles auf einmal, an einem mitgelieferten Clip</translation>
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
        <source>compare with known ones</source>
        <translation>mit bekannten vergleichen</translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>don&apos;t know</source>
        <translation>weiß nicht</translation>
    </message>
    <message>
        <source>go to the name first</source>
        <translation>zuerst zum Namen</translation>
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
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>not an object</source>
        <translation>kein Objekt</translation>
    </message>
    <message>
        <source>only letters, signs, 0 and Space can be used</source>
        <translation>nur Buchstaben, Zeichen, 0 und die Leertaste sind möglich</translation>
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
        <source>takes the first suggestion, 1 to 9 another one</source>
        <translation>nimmt den ersten Vorschlag, 1 bis 9 einen anderen</translation>
    </message>
    <message>
        <source>takes the last answer back</source>
        <translation>nimmt die letzte Antwort zurück</translation>
    </message>
    <message>
        <source>the first camera of this machine</source>
        <translation>die erste Kamera dieses Rechners</translation>
    </message>
    <message>
        <source>this one alone, or all that look the same</source>
        <translation>nur dieses, oder alle, die gleich aussehen</translation>
    </message>
    <message>
        <source>undo the last answer</source>
        <translation>die letzte Antwort zurücknehmen</translation>
    </message>
    <message>
        <source>until</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>what is wrong, if something is</source>
        <translation>was nicht stimmt, falls etwas nicht stimmt</translation>
    </message>
    <message>
        <source>{key} is taken already: {role}</source>
        <translation>{key} ist schon vergeben: {role}</translation>
    </message>
</context>
</TS>
