<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name></name>
    <message>
        <source>%Y-%m-%d %H:%M</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>%n answer given so far</source>
        <comment>%n answers given so far</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer kept on disk until the station is back</source>
        <comment>%n answers kept on disk until the station is back</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n answer waits safely on this machine&apos;s disk until it is back.</source>
        <comment>%n answers wait safely on this machine&apos;s disk until it is back.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object</source>
        <comment>%n objects</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n object, {unnamed} without a name</source>
        <comment>%n objects, {unnamed} without a name</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question left in the budget</source>
        <comment>%n questions left in the budget</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n question needed no answer: a newer model knew by itself.</source>
        <comment>%n questions needed no answer: a newer model knew by itself.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n robot is watching. The next question shows up here by itself.</source>
        <comment>%n robots are watching. The next question shows up here by itself.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track</source>
        <comment>%n tracks</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track cannot be compared and stays.</source>
        <comment>%n tracks cannot be compared and stay.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track selected</source>
        <comment>%n tracks selected</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n track will have no name any more, and the model forgets {name}. You can undo this.</source>
        <comment>%n tracks will have no name any more, and the model forgets {name}. You can undo this.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n version; v{version} is right {share} of the time after {labels} labels</source>
        <comment>%n versions; v{version} is right {share} of the time after {labels} labels</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n view</source>
        <comment>%n views</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>&amp;Apply</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Ask about them again, after all other questions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Change an earlier answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Change…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Colours</source>
        <translation>&amp;Farben</translation>
    </message>
    <message>
        <source>&amp;Dark or light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Delete…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;First steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Fit the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Merge…</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Random checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Rename…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Settings…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Strategy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;Undo the last answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>+ {count} more</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>1 to 9 choose a suggestion, always</source>
        <translation>1 bis 9 wählen immer einen Vorschlag</translation>
    </message>
    <message>
        <source>; Tab takes “{nearest}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A command</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A part by chance, the rest by threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A robot shows an object that it does not know and asks what it is. One key answers, and a moment later the robot knows better. Robots ask little: what they are sure of they keep to themselves. You can take every answer back, even a sent one.</source>
        <translation>Ein Roboter zeigt ein Objekt, das er nicht kennt, und fragt, was es ist. Eine Taste antwortet, und einen Moment später weiß er es besser. Roboter fragen wenig: Wo sie sicher sind, fragen sie nicht. Jede Antwort lässt sich zurücknehmen, auch eine gesendete.</translation>
    </message>
    <message>
        <source>A robot&apos;s question came in between: what was pressed was held back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A threshold that follows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A threshold that follows, with luck</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept {name}, code {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy as labels came in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accuracy over labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Active version, and the one offered to it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adjust the &amp;box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Adjust the box</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All tracks of {name} go by the name of:</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered differently</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered with {more} more: {changed} change (click one out)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answered with {more} more: {changed} change, {left} will be asked again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Answers can no longer be kept: {failure}. Close the app and start it again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Arrows walk, Enter or a digit answers with that name, Esc goes back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As core-set, without its love of outliers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the change of weights, but only what matters for things that are seen counts: density comes with it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As vote entropy, when it only matters how many members are outvoted.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ask, Objects, Learning, Robots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Asking the station…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Audit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>BADGE</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Begin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By chance</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>By their looks, tracks of {name} fall into {parts} parts. Give each a name; one may keep {name}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call it something else…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Call it {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Calling %n track {name}</source>
        <comment>Calling %n tracks {name}</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Changed, and not applied yet. {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose one of the robot&apos;s answers, or U</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close the app and start it again. What was answered before is safe.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code {code}: {role} “{name}” from {address}, key {key}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code {code}: {role} “{name}”, key {key}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Colours as the &amp;system has them</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Committee: consensus entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Committee: mean divergence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Committee: variation ratio</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Committee: vote entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with &amp;known ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Compare with known ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Confirming %n track</source>
        <comment>Confirming %n tracks</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Conformal</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Connected; waiting for the station&apos;s first word.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Core-set (farthest first)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Coverage (ProbCover)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+L · click to change</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Delete {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deleting {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploy v{version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Deploying v{version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag an edge, a corner or the whole box, or draw another one. Arrows move it; with Shift its lower right corner, with Ctrl the upper left one. Enter keeps it, Esc leaves it as it was, Del takes the robot&apos;s.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag or use arrows. Enter keeps it, Esc leaves it, Del: the robot&apos;s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enough for now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrolled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enrolled keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter answers “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter saves the new name “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter saves “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Enter saves “{name}” (%n track)</source>
        <comment>Enter saves “{name}” (%n tracks)</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Enter takes the first suggestion, always</source>
        <translation>Enter nimmt immer den ersten Vorschlag</translation>
    </message>
    <message>
        <source>Enter takes “{name}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter takes “{top}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter, Esc and 1 to 9 stay what they are. With Shift a letter begins a name, whatever it does.</source>
        <translation>Enter, Esc und 1 bis 9 bleiben, was sie sind. Mit Umschalt beginnt ein Buchstabe einen Namen, was er sonst auch tut.</translation>
    </message>
    <message>
        <source>Entropy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Entropy that also counts what the members disagree on; steadier than that of one head.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Esc leaves, always</source>
        <translation>Esc verlässt immer</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected change of outputs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected change of weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected error reduction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Expected gradient length</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Far more passes by than anybody can answer, all day long.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Few things pass by, or the most valuable ones come first anyway.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First steps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For large batches: uncertain and diverse with nothing to tune.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For one large first batch. It does not look at what was asked before.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the first labels where classes are compact. Once all is covered it is chance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the first labels, up to a few a class: nothing else starts better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>For the first labels: representative without clusters, and no labels are needed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames left out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Give it a&amp;gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Goes back to what stands in the robot&apos;s configuration file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How a robot asks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How the robot asks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>How {name} asks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In force since {time}, from its own configuration.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In force since {time}, set from here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>In the name field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Information density</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is it worth going on?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Is this still “{name}”?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is right as it is</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>It is {name}, key {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Its first 12 digits</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept by the station; {name} is told now.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Kept by the station; {name} is told when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key for {does}: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Key {key}</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known names</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Known: {words}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Latency</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Least confidence</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leave-one-out over whole tracks, with a 95 % interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Letters are letters while the name field has the focus. Elsewhere {keys} and {last_key} act at once, and every other letter begins a name. Any key closes this.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Letters begin a name; the names that are known complete it.</source>
        <translation>Buchstaben beginnen einen Namen; bekannte Namen ergänzen ihn.</translation>
    </message>
    <message>
        <source>Letters typed right after {answered} were held back. To begin a name with one of them press {begin_name} first; {undo} undoes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Leverage (D-optimal)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Little left to gain</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Live</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Look wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looking for it at {endpoint}. It connects by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Looks the same, {more} more: one answer for {along} (click one out)</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Looks the same, {more} more: one answer for {along}, %n is out</source>
        <comment>Looks the same, {more} more: one answer for {along}, %n are out</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Looks the same, {more} more: the answer goes to this one alone</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Margin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Margin x density x diversity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>May ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merge {name} with another class</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Merging {names} into {into}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Much of what passes by is rubbish that never comes back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Name of part {at}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No answer needed any more{because}. {late}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No picture comes: it has no frames, or runs an older release.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No robot has been heard of. One shows up here when it connects.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No robot is online. Questions show up here as soon as one is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No station is connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No station is connected: its objects show up when it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No track is called so any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No training has said yet what is taken for what.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No version has been measured yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody knew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nobody&apos;s key is enrolled yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not changed: {why}.</source>
        <translation>Nicht geändert: {why}.</translation>
    </message>
    <message>
        <source>Note</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing has a name yet. Answer a question on the Ask page, or bring labels that you have with “whatsit import”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing is asked yet?</source>
        <translation>Noch keine Frage?</translation>
    </message>
    <message>
        <source>Nothing looks wrong.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing of it is called so any more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to ask</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Novelty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Objects</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Of %n track that could be named without having been seen, {right} were named rightly. Enter or a click on a number shows them.</source>
        <comment>Of %n tracks that could be named without having been seen, {right} were named rightly. Enter or a click on a number shows them.</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>On features of unit length it is one more uncertainty, between margin and entropy.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>One key is an answer</source>
        <translation>Eine Taste ist eine Antwort</translation>
    </message>
    <message>
        <source>One look-alike keeps the answer it got meanwhile</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only where much looks alike</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Order of the classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outbox</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pages</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Part {at}: %n track</source>
        <comment>Part {at}: %n tracks</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>People agree on everything.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pictures</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Questions &amp;per hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Questions kept on the robot until they arrived</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Questions per hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Questions put so far</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random checks put while robots ran this version, and how many it had right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Random checks, percent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rate</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refuse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Refuse {name}, code {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rename {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Renaming {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robot&apos;s ow&amp;n settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Robots ask, you answer</source>
        <translation>Roboter fragen, Sie antworten</translation>
    </message>
    <message>
        <source>Role</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Roll back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Rolling back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>S&amp;plit…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Said “{answer}”{times} again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Search classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select a robot in the table.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Select pictures to see what they are</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Selected tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Settings of {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Settings of {name} as last heard: no station is connected.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shut out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shut out {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shut out…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Shutting {name} out</source>
        <translation type="unfinished"></translation>
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
        <source>Skip</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So many of them were named rightly, with the 95 % interval</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>So many tracks of the class could be judged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Source</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Split {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Splitting {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Standing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>State of the robots and the station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Strategy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sudden changes must not be missed, and some wasted questions are no harm.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Suggestions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That is no name for a class.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The best plain uncertainty with many classes, once each has a few labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The box is yours.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The box is yours: it goes along with the name, into every export. The model learns from what the robot saw in its own.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The default: typical first, then what is not sure, typical and new.</source>
        <translation type="unfinished"></translation>
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
        <source>The frame could not be read</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The link to the station has stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model may be sure and wrong: now and then something it is sure of is asked.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The most valuable share</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The robot has been told “{answer}”: that cannot be taken back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The robot no longer waits for an answer.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The station did not take {what}: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The station is not connected; trying again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The station refuses this app</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The station refuses this app: {why}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The whole frame, with a box around the object, labelled {chip}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Then no robot is here, or none has seen anything that it wonders about. Start one in a terminal; its first question shows up here by itself.</source>
        <translation>Dann ist kein Roboter da, oder keiner hat etwas gesehen, das ihm unklar ist. Starten Sie einen im Terminal; seine erste Frage erscheint hier von selbst.</translation>
    </message>
    <message>
        <source>There is a class {name} already: the two become one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no box to adjust here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no class {name} yet: it is made.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no suggestion to compare it with</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing that nobody knew.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to do again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is nothing to undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This desktop shows no notices.</source>
        <translation>Dieser Desktop zeigt keine Hinweise.</translation>
    </message>
    <message>
        <source>To ask about nothing that is sure at the stated risk, and about the rest by margin.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To compare the others with.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To compare with, and for an unbiased sample.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To determine the classifier everywhere, also where nothing is ever seen.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To find new classes. It also finds rubbish.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To find what the classifier knows nothing about. Likes outliers; on its own worse than chance.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To see every corner of the pool, outliers first: for auditing a data set rather than for learning from few labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Told while another window has the focus. A robot that waits is told at once.</source>
        <translation>Gemeldet, während ein anderes Fenster den Fokus hat. Ein wartender Roboter wird sofort gemeldet.</translation>
    </message>
    <message>
        <source>Took back “{answer}”{times}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train now</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Train now · %n new label</source>
        <comment>Train now · %n new labels</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training…</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>Turned away once, {ago} ago: {text}</source>
        <comment>Turned away %n times, {ago} ago: {text}</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Typical (TypiClust)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Uncertainty that leaves outliers alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undoing “{text}”</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variance of outputs (V-optimal)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Variance of weights (A-optimal)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Versions</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Views of the object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for a picture…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Waiting for the station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wants to join: accept it only if it shows the same code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is seen changes during the day, and so does how sure the model is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is taken for what</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is taken for what: classes down, what they are taken for across</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What is worth enough</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What looks the &amp;same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What looks the same</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What shall all tracks of {name} be called?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the gate found of the version</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the robot sees</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the robot sees: nothing that it takes for an object</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What the robot sees: {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What&apos;s this?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel: zoom · drag: move · double-click or Ctrl+0: fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When every class is known already and the pool looks like what will be met.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When every name&apos;s probability matters, as for suggestions. Not while labels are few.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When few labels are there and outliers are rare: it likes what is unlike all labels.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When only the first name counts. Worse than chance while labels are few.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>When only the members&apos; first names can be trusted, as with bad calibration. Five members make few levels, so that many are equal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where a risk that the head states shall not silence anything.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where it was seen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where views of one thing through different features contradict each other. The finest of the committee&apos;s measures.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether it may put a question now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Whether to go on answering</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which &amp;tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which one is it?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Which tracks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who may speak with this station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who shows {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Who wants to join</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Why</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worth going on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>You answered “{answer}”. Another answer replaces it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yours still counts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Yours would come too late.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>a model is being trained right now</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>a model needs at least two classes, and there is %n class</source>
        <comment>a model needs at least two classes, and there is %n classes</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>a video, or a folder of pictures</source>
        <translation>ein Video oder ein Ordner mit Bildern</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>accuracy on %n random check</source>
        <comment>accuracy on %n random checks</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>accuracy on random checks: none yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accuracy, %</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>accuracy, leave-one-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>active</source>
        <comment>version</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>active model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>adjust the box, or draw another: arrows, Enter, Esc, Del</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>admin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>all of it at once, on a clip that comes along</source>
        <translation>alles auf einmal, an einem mitgelieferten Clip</translation>
    </message>
    <message>
        <source>an answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>arrows</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>as last heard: the station is not connected</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>asking the station…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>audit {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>back to what v{version} was</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>begin a name with one of {letters}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>begin a name with that letter</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>being tested</source>
        <comment>version</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>beside known ones of each suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>best view of {count}, quality {quality}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>budget used up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>by name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>camera lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>changing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a class on the left first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>choose a known name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>classes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compare with known ones</source>
        <translation>mit bekannten vergleichen</translation>
    </message>
    <message>
        <source>connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>could be {names}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>dark</source>
        <translation>dunkel</translation>
    </message>
    <message>
        <source>dark or light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>don&apos;t know</source>
        <translation>weiß nicht</translation>
    </message>
    <message>
        <source>empty</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fill in the first match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fit the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fit, zoom, move: when the picture has the focus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>for the robot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>frame {sequence}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>from {address}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>give it again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go there first, for any name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>go to the name first</source>
        <translation>zuerst zum Namen</translation>
    </message>
    <message>
        <source>in v{version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it failed its test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>it is something else: type a name…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its release takes no settings</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its time is over</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k-means centres</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>k-means++ draws</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>keep it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>key {key}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>labels from %n answer</source>
        <comment>labels from %n answers</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>lately</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>later</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>leave the field</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>light</source>
        <translation>hell</translation>
    </message>
    <message>
        <source>live {fps} fps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>look-alike {at} of {count}, in; press to take it out</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>look-alike {at} of {count}, taken out; press to put it back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>made from a view that was answered, where the model is unsure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>made from another picture; no camera saw it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>makes the model active again that was so before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>may speak</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>measures how good the model is; nothing is learned from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model v{number} is active</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>model v{number} knows %n class</source>
        <comment>model v{number} knows %n classes</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>model v{number} knows %n class, right {accuracy}</source>
        <comment>model v{number} knows %n classes, right {accuracy}</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>model v{version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most that look wrong first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>most tracks first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>name of this part</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>never seen anything like it (novelty {novelty})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>next one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no model yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no newer one for {age_s} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no picture of another one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no robot is selected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no station is connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nobody knew</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>none</source>
        <comment>model</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>not an object</source>
        <translation>kein Objekt</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is called so yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is known of the station yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing is learned from it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing was done to labels yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now: {held}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>offline {since}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on its way</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>on some robots</source>
        <comment>version</comment>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>one answer is possible</source>
        <comment>choose one of %n</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>only letters, signs, 0 and Space can be used</source>
        <translation>nur Buchstaben, Zeichen, 0 und die Leertaste sind möglich</translation>
    </message>
    <message>
        <source>open</source>
        <comment>nobody has answered it</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>operator</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>operators are busy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>other views, when the filmstrip has the focus</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>passed</source>
        <comment>version</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>press a key…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>press a number, or begin to type one of the answers</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quiet hours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>quiet {hours}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random check</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>random checks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused</source>
        <comment>version</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>retired</source>
        <comment>version</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>robot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>save what is written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>say it in your own words</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>search classes…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seen {duration}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>select a version in the table first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>sends v{version} to all nodes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>settings, and other keys</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>shut out {time} by {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>somebody</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>starting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopped</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopping</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stream {stream}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>suggested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take that suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>take the first suggestion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>taken back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>taken for {name}</source>
        <translation type="unfinished"></translation>
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
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the first camera of this machine</source>
        <translation>die erste Kamera dieses Rechners</translation>
    </message>
    <message>
        <source>the last answers; Enter changes one, Esc keeps it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the model is not sure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the object that is asked about</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the robot learns it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>there is no earlier model to go back to</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>these keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>this one alone, or all that look the same</source>
        <translation>nur dieses, oder alle, die gleich aussehen</translation>
    </message>
    <message>
        <source>this one alone, or all that look the same again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>trained for v{version}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training a new model right now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>tried beside</source>
        <comment>version</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>type a name, or press F1 for all keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>type a name…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>type an answer…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>type one of the answers…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>type what the robot is told</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>undo the last answer</source>
        <translation>die letzte Antwort zurücknehmen</translation>
    </message>
    <message>
        <source>undo the last answer, even a sent one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>unknown</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>until</source>
        <translation>bis</translation>
    </message>
    <message>
        <source>view {at} of {count}, quality {quality}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>view {at} of {count}, quality {quality}, {age} before the last</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>v{version} is active already</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>v{version} is still being tested</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>v{version} was refused: {because}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>what is wrong, if something is</source>
        <translation>was nicht stimmt, falls etwas nicht stimmt</translation>
    </message>
    <message>
        <source>what looks the same: ← → walk, Space takes out or puts back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>whatsit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>your last answers show up here, and can be changed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{asked} asked since its start</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{at} of {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{countdown}. Ctrl+1 shows the question.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} lost</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} of them look wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} waiting, oldest {age}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{days} d</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{fps} fps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{key} is taken already: {role}</source>
        <translation>{key} ist schon vergeben: {role}</translation>
    </message>
    <message>
        <source>{known}, key {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{minutes} m</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} · audit {share}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{model} · {measured} leave-one-out</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{names} or %n other</source>
        <comment>{names} or %n others</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{names} or {last}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} ({role}, key {key}) is cut off at once and cannot come back with this key. What it asked and answered stays.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} as {taken_for}</source>
        <comment>taken for</comment>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} did not take the last settings: {problem}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} has not said how it asks: its release takes no settings.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is offline: its picture shows up here when it is back.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} passed its test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} passed its test against the model that was active then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} wants to join: see the page Robots</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was refused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} was refused against the model that was active then</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} · asked</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{name}, %n track</source>
        <comment>{name}, %n tracks</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{name}, answered by {operator}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}, as it was called before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}: no report is kept of its test</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{node} · no camera saw this</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{online} of %n robot live</source>
        <comment>{online} of %n robots live</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{operator} said so, {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{operator} said {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{operator} said {name}, {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{part} of {whole}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{per_hour} an hour</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}. The app asks again by itself.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{returned} given back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{robot} asks: what&apos;s this?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{robot} waits for an answer</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{robot} waits for an answer: “{question}” comes next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{robot} waits for your answer: {left} left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{said}, {state}; press to change it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{share} ({low} to {high})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{text}, key {key}</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>{title} taken for {name}: {tracks} of %n track</source>
        <comment>{title} taken for {name}: {tracks} of %n tracks</comment>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>{waiting} kept for later</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words} did not work: {text}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}: asked the station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{words}: no answer came from the station</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>· {name}: {before} of {tracks} right before, {after} now ({exam})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{name}” is none of the robot&apos;s choices</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>“{typed}” is none of the robot&apos;s choices</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
