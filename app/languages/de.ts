<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name></name>
    <message>
        <source>walk</source>
        <translation>gehen</translation>
    </message>
    <message>
        <source>sit down</source>
        <translation>hinsetzen</translation>
    </message>
    <message>
        <source>stand up</source>
        <translation>aufstehen</translation>
    </message>
    <message>
        <source>pick up</source>
        <translation>aufheben</translation>
    </message>
    <message>
        <source>carry</source>
        <translation>tragen</translation>
    </message>
    <message>
        <source>throw</source>
        <translation>werfen</translation>
    </message>
    <message>
        <source>push</source>
        <translation>stoßen</translation>
    </message>
    <message>
        <source>pull</source>
        <translation>ziehen</translation>
    </message>
    <message>
        <source>wave hands</source>
        <translation>winken</translation>
    </message>
    <message>
        <source>clap hands</source>
        <translation>klatschen</translation>
    </message>
    <message>
        <source>no action</source>
        <translation>keine Handlung</translation>
    </message>
    <message>
        <source>wave both hands</source>
        <translation>beidhändig winken</translation>
    </message>
    <message>
        <source>clap</source>
        <translation>klatschen</translation>
    </message>
    <message>
        <source>swipe left</source>
        <translation>nach links wischen</translation>
    </message>
    <message>
        <source>swipe right</source>
        <translation>nach rechts wischen</translation>
    </message>
    <message>
        <source>wave one hand</source>
        <translation>einhändig winken</translation>
    </message>
    <message>
        <source>draw circle</source>
        <translation>Kreis zeichnen</translation>
    </message>
    <message>
        <source>boxing</source>
        <translation>boxen</translation>
    </message>
    <message>
        <source>push or punch</source>
        <translation>stoßen oder schlagen</translation>
    </message>
    <message>
        <source>bend down</source>
        <translation>sich bücken</translation>
    </message>
    <message>
        <source>hand to mouth</source>
        <translation>Hand zum Mund</translation>
    </message>
    <message>
        <source>raise or wave one arm</source>
        <translation>einen Arm heben oder winken</translation>
    </message>
    <message>
        <source>raise or wave both arms</source>
        <translation>beide Arme heben oder winken</translation>
    </message>
    <message>
        <source>tennis swing</source>
        <translation>Tennisschlag</translation>
    </message>
    <message>
        <source>tennis serve</source>
        <translation>Tennisaufschlag</translation>
    </message>
    <message>
        <source>run in place</source>
        <translation>auf der Stelle laufen</translation>
    </message>
    <message>
        <source>walk in place</source>
        <translation>auf der Stelle gehen</translation>
    </message>
    <message>
        <source>lunge</source>
        <translation>Ausfallschritt</translation>
    </message>
    <message>
        <source>squat</source>
        <translation>Kniebeuge</translation>
    </message>
    <message>
        <source>bow</source>
        <translation>verbeugen</translation>
    </message>
    <message>
        <source>kick</source>
        <translation>treten</translation>
    </message>
    <message>
        <source>raise one arm</source>
        <translation>einen Arm heben</translation>
    </message>
    <message>
        <source>jump</source>
        <translation>springen</translation>
    </message>
    <message>
        <source>jumping jack</source>
        <translation>Hampelmann</translation>
    </message>
    <message>
        <source>point</source>
        <translation>zeigen</translation>
    </message>
    <message>
        <source>raise both arms</source>
        <translation>beide Arme heben</translation>
    </message>
    <message>
        <source>drink or eat</source>
        <translation>trinken oder essen</translation>
    </message>
    <message>
        <source>phone call</source>
        <translation>telefonieren</translation>
    </message>
    <message>
        <source>write or type</source>
        <translation>schreiben oder tippen</translation>
    </message>
    <message>
        <source>sit still</source>
        <translation>still sitzen</translation>
    </message>
    <message>
        <source>lie down</source>
        <translation>sich hinlegen</translation>
    </message>
    <message>
        <source>{percent} confidence</source>
        <translation>{percent} sicher</translation>
    </message>
    <message>
        <source>{action}, progress {percent}</source>
        <translation>{action}, Fortschritt {percent}</translation>
    </message>
    <message>
        <source>Progress: {action}</source>
        <translation>Fortschritt: {action}</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Predicted action</source>
        <translation>Erkannte Handlung</translation>
    </message>
    <message>
        <source>Too few frames a second: answers are often wrong</source>
        <translation>Zu wenige Bilder je Sekunde: Die Antworten sind oft falsch</translation>
    </message>
    <message>
        <source>Five best, over the last {span:.0f} s</source>
        <translation>Die fünf besten, letzte {span:.0f} s</translation>
    </message>
    <message>
        <source>Frame attention F_A</source>
        <translation>Aufmerksamkeit F_A</translation>
    </message>
    <message>
        <source>F_A: the attention of each frame</source>
        <translation>F_A: die Aufmerksamkeit jedes Bildes</translation>
    </message>
    <message>
        <source>F_A less its mean</source>
        <translation>F_A ohne Mittelwert</translation>
    </message>
    <message>
        <source>F_A less its mean over the window</source>
        <translation>F_A ohne den Mittelwert des Fensters</translation>
    </message>
    <message>
        <source>saliency</source>
        <translation>Salienz</translation>
    </message>
    <message>
        <source>gate</source>
        <translation>Tor</translation>
    </message>
    <message>
        <source>Gates less their mean</source>
        <translation>Tore ohne Mittelwert</translation>
    </message>
    <message>
        <source>Δ gate</source>
        <translation>Δ Tor</translation>
    </message>
    <message>
        <source>Gates less their mean over the window</source>
        <translation>Tore ohne den Mittelwert des Fensters</translation>
    </message>
    <message>
        <source>F_A less its usual value</source>
        <translation>F_A ohne das Übliche</translation>
    </message>
    <message>
        <source>F_A less each position&apos;s mean over many windows</source>
        <translation>F_A ohne das Mittel jeder Stelle über viele Fenster</translation>
    </message>
    <message>
        <source>Saliency of each frame</source>
        <translation>Salienz jedes Bildes</translation>
    </message>
    <message>
        <source>Saliency: how much movement spoke for the answer, share of the largest</source>
        <translation>Salienz: wie sehr Bewegung für die Antwort sprach, Anteil am größten</translation>
    </message>
    <message>
        <source>Gates of STA-LSTM</source>
        <translation>Tore von STA-LSTM</translation>
    </message>
    <message>
        <source>Gates: the attention of each frame, share of the largest</source>
        <translation>Tore: die Aufmerksamkeit jedes Bildes, Anteil am größten</translation>
    </message>
    <message>
        <source>Attention: this network has none</source>
        <translation>Aufmerksamkeit: dieses Netz hat keine</translation>
    </message>
    <message>
        <source>No attention to show</source>
        <translation>Keine Aufmerksamkeit</translation>
    </message>
    <message>
        <source>Attention less its mean: none</source>
        <translation>Aufmerksamkeit ohne Mittelwert: keine</translation>
    </message>
    <message>
        <source>What is plotted: F_A, its deviation from its mean, or saliency (D)</source>
        <translation>Was die Kurven zeigen: F_A, die Abweichung vom Mittelwert oder Salienz (D)</translation>
    </message>
    <message>
        <source>Show only the range of values in this window, instead of 0 to 1 (Z)</source>
        <translation>Nur den Bereich der Werte dieses Fensters zeigen statt 0 bis 1 (Z)</translation>
    </message>
    <message>
        <source>Zoom</source>
        <translation>Zoom</translation>
    </message>
    <message>
        <source>Which frame of the window, and how long before the newest one</source>
        <translation>Welches Bild des Fensters, und wie lange vor dem neuesten</translation>
    </message>
    <message>
        <source>mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>F_A of the bundled network</source>
        <translation>F_A des Grundmodells</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>Messgröße</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neuestes</translation>
    </message>
    <message>
        <source>Being computed …</source>
        <translation>Wird berechnet …</translation>
    </message>
    <message>
        <source>Shown with the first answer</source>
        <translation>Erscheint mit der ersten Antwort</translation>
    </message>
    <message>
        <source>seconds from the newest frame</source>
        <translation>Sekunden ab dem neuesten Bild</translation>
    </message>
    <message>
        <source>{name} over the window&apos;s frames, for x, y and z</source>
        <translation>{name} über die Bilder des Fensters, für x, y und z</translation>
    </message>
    <message>
        <source>Dismiss (Escape)</source>
        <translation>Schließen (Esc)</translation>
    </message>
    <message>
        <source>Dismiss message</source>
        <translation>Meldung schließen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Copy all that is known about this, to send it to whoever is asked to help</source>
        <translation>Alles kopieren, was dazu bekannt ist, um es jemandem zu schicken, der helfen soll</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Give the clip up; nothing of it is kept</source>
        <translation>Den Clip aufgeben; nichts davon bleibt</translation>
    </message>
    <message>
        <source>Writing the clip … {percent}</source>
        <translation>Der Clip wird geschrieben … {percent}</translation>
    </message>
    <message>
        <source>There is no window to export at this moment.</source>
        <translation>In diesem Augenblick gibt es kein Fenster, das sich speichern ließe.</translation>
    </message>
    <message>
        <source>Record what is live (Ctrl+R), and open the recording.</source>
        <translation>Die Kamera aufzeichnen (Strg+R) und die Aufnahme öffnen.</translation>
    </message>
    <message>
        <source>There is no recording to export.</source>
        <translation>Es gibt keine Aufnahme, die sich speichern ließe.</translation>
    </message>
    <message>
        <source>The analysis has not come that far yet.</source>
        <translation>Die Auswertung ist noch nicht so weit.</translation>
    </message>
    <message>
        <source>Wait a moment.</source>
        <translation>Einen Augenblick warten.</translation>
    </message>
    <message>
        <source>A clip is being written.</source>
        <translation>Ein Clip wird gerade geschrieben.</translation>
    </message>
    <message>
        <source>One at a time: wait, or cancel it.</source>
        <translation>Nur einer zur Zeit: abwarten oder abbrechen.</translation>
    </message>
    <message>
        <source>The clip was given up.</source>
        <translation>Der Clip wurde abgebrochen.</translation>
    </message>
    <message>
        <source>Nothing of it was kept.</source>
        <translation>Nichts davon wurde behalten.</translation>
    </message>
    <message>
        <source>The clip was not written</source>
        <translation>Der Clip wurde nicht geschrieben</translation>
    </message>
    <message>
        <source>Saved {names} to {folder}</source>
        <translation>{names} gespeichert in {folder}</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>Live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Playback</source>
        <translation>Wiedergabe</translation>
    </message>
    <message>
        <source>View</source>
        <translation>Ansicht</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>Hilfe</translation>
    </message>
    <message>
        <source>Teach</source>
        <translation>Lehren</translation>
    </message>
    <message>
        <source>Colours of the skeleton</source>
        <translation>Farben des Skeletts</translation>
    </message>
    <message>
        <source>Point of view</source>
        <translation>Blickrichtung</translation>
    </message>
    <message>
        <source>Open recording or video …</source>
        <translation>Aufnahme oder Video öffnen …</translation>
    </message>
    <message>
        <source>Try the sample recording</source>
        <translation>Beispielaufnahme ausprobieren</translation>
    </message>
    <message>
        <source>Close recording, video or camera</source>
        <translation>Aufnahme oder Kamera schließen</translation>
    </message>
    <message>
        <source>Open model …</source>
        <translation>Modell öffnen …</translation>
    </message>
    <message>
        <source>New project of custom actions</source>
        <translation>Neues Projekt eigener Handlungen</translation>
    </message>
    <message>
        <source>Open project …</source>
        <translation>Projekt öffnen …</translation>
    </message>
    <message>
        <source>Save project as …</source>
        <translation>Projekt speichern unter …</translation>
    </message>
    <message>
        <source>Merge another project …</source>
        <translation>Anderes Projekt einfügen …</translation>
    </message>
    <message>
        <source>Save a picture of the window</source>
        <translation>Bild des Programmfensters speichern</translation>
    </message>
    <message>
        <source>Export F_A as picture and numbers</source>
        <translation>F_A als Bild und Zahlen speichern</translation>
    </message>
    <message>
        <source>Export the window as a clip</source>
        <translation>Fenster des Netzes als Clip speichern</translation>
    </message>
    <message>
        <source>Export what is marked, or all, as a clip</source>
        <translation>Markiertes, oder alles, als Clip speichern</translation>
    </message>
    <message>
        <source>Save a report of the actions …</source>
        <translation>Bericht über die Handlungen speichern …</translation>
    </message>
    <message>
        <source>Undo: an example, marks, a file opened</source>
        <translation>Rückgängig: Beispiel, Marken, Datei</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Settings …</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>Start camera</source>
        <translation>Kamera starten</translation>
    </message>
    <message>
        <source>Record, or stop recording</source>
        <translation>Aufzeichnen, oder aufhören</translation>
    </message>
    <message>
        <source>Record the images too</source>
        <translation>Auch die Bilder aufzeichnen</translation>
    </message>
    <message>
        <source>Health: rates, delays, drops</source>
        <translation>Zustand: Raten, Verzögerungen, Verluste</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Abspielen oder anhalten</translation>
    </message>
    <message>
        <source>One frame back</source>
        <translation>Ein Bild zurück</translation>
    </message>
    <message>
        <source>One frame on</source>
        <translation>Ein Bild weiter</translation>
    </message>
    <message>
        <source>One second back</source>
        <translation>Eine Sekunde zurück</translation>
    </message>
    <message>
        <source>One second on</source>
        <translation>Eine Sekunde weiter</translation>
    </message>
    <message>
        <source>To the start</source>
        <translation>Zum Anfang</translation>
    </message>
    <message>
        <source>To the end</source>
        <translation>Zum Ende</translation>
    </message>
    <message>
        <source>Start of the previous action</source>
        <translation>Anfang der vorigen Handlung</translation>
    </message>
    <message>
        <source>Start of the next action</source>
        <translation>Anfang der nächsten Handlung</translation>
    </message>
    <message>
        <source>Mark the start of a clip</source>
        <translation>Anfang eines Clips markieren</translation>
    </message>
    <message>
        <source>Mark the end of a clip</source>
        <translation>Ende eines Clips markieren</translation>
    </message>
    <message>
        <source>Remove the marks</source>
        <translation>Markierung entfernen</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>Langsamer</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>Schneller</translation>
    </message>
    <message>
        <source>Follow the next person</source>
        <translation>Der nächsten Person folgen</translation>
    </message>
    <message>
        <source>Video with the pose over it</source>
        <translation>Video mit der Haltung darüber</translation>
    </message>
    <message>
        <source>Skeleton in the room</source>
        <translation>Skelett im Raum</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>Beides</translation>
    </message>
    <message>
        <source>Movement: angles, speeds</source>
        <translation>Bewegung: Winkel, Tempo</translation>
    </message>
    <message>
        <source>Check this computer …</source>
        <translation>Diesen Rechner prüfen …</translation>
    </message>
    <message>
        <source>About this program</source>
        <translation>Über dieses Programm</translation>
    </message>
    <message>
        <source>Trails of hands and feet</source>
        <translation>Spuren von Händen und Füßen</translation>
    </message>
    <message>
        <source>Show the video as in a mirror</source>
        <translation>Video wie im Spiegel zeigen</translation>
    </message>
    <message>
        <source>Study: F_A as wide as the stage</source>
        <translation>Studium: F_A so breit wie die Bühne</translation>
    </message>
    <message>
        <source>Present: stage and answer only</source>
        <translation>Vorführung: nur Bühne und Antwort</translation>
    </message>
    <message>
        <source>Reset view</source>
        <translation>Ansicht zurücksetzen</translation>
    </message>
    <message>
        <source>Next colouring</source>
        <translation>Nächste Färbung</translation>
    </message>
    <message>
        <source>From the front</source>
        <translation>Von vorn</translation>
    </message>
    <message>
        <source>From the side</source>
        <translation>Von der Seite</translation>
    </message>
    <message>
        <source>From above</source>
        <translation>Von oben</translation>
    </message>
    <message>
        <source>Nearer</source>
        <translation>Näher</translation>
    </message>
    <message>
        <source>Farther</source>
        <translation>Ferner</translation>
    </message>
    <message>
        <source>Zoom F_A to its range</source>
        <translation>F_A auf seinen Bereich vergrößern</translation>
    </message>
    <message>
        <source>Plot F_A, its deviation, or saliency</source>
        <translation>F_A, Abweichung oder Salienz zeigen</translation>
    </message>
    <message>
        <source>Earlier frame of the window</source>
        <translation>Früheres Bild des Fensters</translation>
    </message>
    <message>
        <source>Later frame of the window</source>
        <translation>Späteres Bild des Fensters</translation>
    </message>
    <message>
        <source>Back to the current frame; dismiss message</source>
        <translation>Zum jetzigen Bild; Meldung schließen</translation>
    </message>
    <message>
        <source>Custom actions: mark and teach</source>
        <translation>Eigene Handlungen lehren</translation>
    </message>
    <message>
        <source>Begin an example</source>
        <translation>Beispiel beginnen</translation>
    </message>
    <message>
        <source>End the example</source>
        <translation>Beispiel beenden</translation>
    </message>
    <message>
        <source>Name the action</source>
        <translation>Handlung benennen</translation>
    </message>
    <message>
        <source>Previous example</source>
        <translation>Voriges Beispiel</translation>
    </message>
    <message>
        <source>Next example</source>
        <translation>Nächstes Beispiel</translation>
    </message>
    <message>
        <source>Let the example begin here</source>
        <translation>Beispiel hier beginnen</translation>
    </message>
    <message>
        <source>Let the example end here</source>
        <translation>Beispiel hier enden</translation>
    </message>
    <message>
        <source>Remove the example</source>
        <translation>Beispiel entfernen</translation>
    </message>
    <message>
        <source>Take the recording&apos;s labels</source>
        <translation>Angaben der Aufnahme übernehmen</translation>
    </message>
    <message>
        <source>Teach the actions</source>
        <translation>Die Handlungen lehren</translation>
    </message>
    <message>
        <source>Use the taught actions here</source>
        <translation>Gelehrte Handlungen hier anwenden</translation>
    </message>
    <message>
        <source>Go live with the taught actions</source>
        <translation>Gelehrte Handlungen live erkennen</translation>
    </message>
    <message>
        <source>Documentation</source>
        <translation>Dokumentation</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Open recording or video</source>
        <translation>Aufnahme oder Video öffnen</translation>
    </message>
    <message>
        <source>Trained models ({endings});;All files (*)</source>
        <translation>Trainierte Modelle ({endings});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Open model</source>
        <translation>Modell öffnen</translation>
    </message>
    <message>
        <source>The mapping of columns could not be saved</source>
        <translation>Die Zuordnung der Spalten konnte nicht gespeichert werden</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
    <message>
        <source>The picture could not be saved</source>
        <translation>Das Bild konnte nicht gespeichert werden</translation>
    </message>
    <message>
        <source>There is nothing to report yet.</source>
        <translation>Es gibt noch nichts zu berichten.</translation>
    </message>
    <message>
        <source>Open a recording first.</source>
        <translation>Zuerst eine Aufnahme öffnen.</translation>
    </message>
    <message>
        <source>No report was saved</source>
        <translation>Der Bericht wurde nicht gespeichert</translation>
    </message>
    <message>
        <source>What you choose and open is not remembered for the next start</source>
        <translation>Was gewählt und geöffnet wird, bleibt bis zum nächsten Start nicht erhalten</translation>
    </message>
    <message>
        <source>Save a report of the actions</source>
        <translation>Bericht über die Handlungen speichern</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>What it holds</source>
        <translation>Inhalt</translation>
    </message>
    <message>
        <source>Of the person shown in: {source}</source>
        <translation>Von der gezeigten Person in: {source}</translation>
    </message>
    <message>
        <source>Where it goes</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Wählen</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>Format</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Only of a recording, or a video at its end</source>
        <translation>Nur bei einer Aufnahme, oder bei einem Video an seinem Ende</translation>
    </message>
    <message>
        <source>Writes: {names}</source>
        <translation>Schreibt: {names}</translation>
    </message>
    <message>
        <source>Folder for the report</source>
        <translation>Ordner für den Bericht</translation>
    </message>
    <message>
        <source>There is no F_A to export at this moment.</source>
        <translation>In diesem Augenblick gibt es kein F_A zu speichern.</translation>
    </message>
    <message>
        <source>F_A could not be exported</source>
        <translation>F_A konnte nicht gespeichert werden</translation>
    </message>
    <message>
        <source>Step back: you are too close to be seen whole</source>
        <translation>Zurücktreten: Sie sind zu nah, um ganz gesehen zu werden</translation>
    </message>
    <message numerus="yes">
        <source>Upper body: %n action(s) can be recognised</source>
        <translation>
            <numerusform>Oberkörper: %n Aktion ist erkennbar</numerusform>
            <numerusform>Oberkörper: %n Aktionen sind erkennbar</numerusform>
        </translation>
    </message>
    <message>
        <source>Step back: your feet are out of the picture</source>
        <translation>Zurücktreten: Ihre Füße sind nicht im Bild</translation>
    </message>
    <message>
        <source>Step back, or tilt the camera up: your head is out of the picture</source>
        <translation>Zurücktreten oder die Kamera heben: Ihr Kopf ist nicht im Bild</translation>
    </message>
    <message>
        <source>Move to the middle of the picture</source>
        <translation>Zur Bildmitte gehen</translation>
    </message>
    <message>
        <source>Come closer: you are small in the picture</source>
        <translation>Näher kommen: Sie sind klein im Bild</translation>
    </message>
    <message>
        <source>Image to pose</source>
        <translation>Bild bis Haltung</translation>
    </message>
    <message>
        <source>Image to answer</source>
        <translation>Bild bis Antwort</translation>
    </message>
    <message>
        <source>Image to screen</source>
        <translation>Bild bis Anzeige</translation>
    </message>
    <message>
        <source>pose busy</source>
        <translation>Haltungssuche beschäftigt</translation>
    </message>
    <message>
        <source>pose model still loading</source>
        <translation>Haltungsmodell lädt noch</translation>
    </message>
    <message>
        <source>recogniser busy</source>
        <translation>Erkennung beschäftigt</translation>
    </message>
    <message>
        <source>window busy</source>
        <translation>Fenster beschäftigt</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>Rate and delays over the last minute</source>
        <translation>Rate und Verzögerungen der letzten Minute</translation>
    </message>
    <message>
        <source>{rate:.0f} per second</source>
        <translation>{rate:.0f} pro Sekunde</translation>
    </message>
    <message>
        <source>Images with a pose</source>
        <translation>Bilder mit Haltung</translation>
    </message>
    <message>
        <source>Health, over the last minute</source>
        <translation>Zustand in der letzten Minute</translation>
    </message>
    <message>
        <source>Dropped so far: {drops}</source>
        <translation>Bisher verloren: {drops}</translation>
    </message>
    <message>
        <source>Play or pause (Space)</source>
        <translation>Abspielen oder anhalten (Leertaste)</translation>
    </message>
    <message>
        <source>Record</source>
        <translation>Aufzeichnen</translation>
    </message>
    <message>
        <source>Record skeletons, answers and F_A into a new file (Ctrl+R)</source>
        <translation>Skelette, Antworten und F_A in eine neue Datei aufzeichnen (Strg+R)</translation>
    </message>
    <message>
        <source>With images</source>
        <translation>Mit Bildern</translation>
    </message>
    <message>
        <source>Record the camera&apos;s images too (Ctrl+I)</source>
        <translation>Auch die Bilder der Kamera aufzeichnen (Strg+I)</translation>
    </message>
    <message>
        <source>Mark custom actions in what is recorded: where one begins (B) and where it ends (E)</source>
        <translation>Eigene Handlungen in der Aufzeichnung markieren: wo eine beginnt (B) und wo sie endet (E)</translation>
    </message>
    <message>
        <source>Mirror</source>
        <translation>Spiegel</translation>
    </message>
    <message>
        <source>Show the video as in a mirror; what is recognised stays (M)</source>
        <translation>Das Video wie im Spiegel zeigen; was erkannt wird, bleibt gleich (M)</translation>
    </message>
    <message>
        <source>Recognises actions from skeletons with Memory Attention Networks (Xie et al., IJCAI 2018), and shows which frames an answer rests on.</source>
        <translation>Erkennt Handlungen an Skeletten mit Memory Attention Networks (Xie et al., IJCAI 2018) und zeigt, auf welchen Bildern eine Antwort beruht.</translation>
    </message>
    <message>
        <source>What stays on this computer</source>
        <translation>Was auf diesem Rechner bleibt</translation>
    </message>
    <message>
        <source>Everything. Images, skeletons, recordings and answers are worked on here and kept only where you save them; nothing is counted or reported. Two things use the network, and only when you ask for them: the pose model is downloaded once, the first time a camera or a video is opened; and answers are sent to the addresses that you name under Settings.</source>
        <translation>Alles. Bilder, Skelette, Aufnahmen und Antworten werden hier verarbeitet und nur dort aufbewahrt, wo Sie sie speichern; nichts wird gezählt oder gemeldet. Zweierlei braucht das Netz, und nur, wenn Sie es wollen: Das Haltungsmodell wird einmal heruntergeladen, wenn zum ersten Mal eine Kamera oder ein Video geöffnet wird; und Antworten werden an die Adressen gesendet, die Sie in den Einstellungen nennen.</translation>
    </message>
    <message>
        <source>Licence</source>
        <translation>Lizenz</translation>
    </message>
    <message>
        <source>MIT: free to use, change and pass on, without any warranty. The data that models were trained on have terms of their own; each model&apos;s card names them.</source>
        <translation>MIT: darf frei benutzt, geändert und weitergegeben werden, ohne jede Gewähr. Für die Daten, mit denen Modelle trainiert wurden, gelten eigene Bedingungen; die Karte jedes Modells nennt sie.</translation>
    </message>
    <message>
        <source>Versions</source>
        <translation>Versionen</translation>
    </message>
    <message>
        <source>Copy versions</source>
        <translation>Versionen kopieren</translation>
    </message>
    <message>
        <source>Copy the versions, to send them with a question</source>
        <translation>Die Versionen kopieren, um sie einer Frage beizulegen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Close this (Escape)</source>
        <translation>Schließen (Escape)</translation>
    </message>
    <message>
        <source>Close the camera or video (Ctrl+W)</source>
        <translation>Kamera oder Video schließen (Strg+W)</translation>
    </message>
    <message>
        <source>Stop recording</source>
        <translation>Aufhören</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>Opening</source>
        <translation>Wird geöffnet</translation>
    </message>
    <message>
        <source>Recording</source>
        <translation>Aufzeichnung</translation>
    </message>
    <message>
        <source>Opening {name} …</source>
        <translation>{name} wird geöffnet …</translation>
    </message>
    <message>
        <source>{name} starts as soon as a model is open: Ctrl+M</source>
        <translation>{name} startet, sobald ein Modell offen ist: Strg+M</translation>
    </message>
    <message>
        <source>{name} – Action recognition</source>
        <translation>{name} – Handlungserkennung</translation>
    </message>
    <message numerus="yes">
        <source>%n person(s)</source>
        <translation>
            <numerusform>%n Person</numerusform>
            <numerusform>%n Menschen</numerusform>
        </translation>
    </message>
    <message>
        <source>{rate:.0f} fps</source>
        <translation>{rate:.0f} Bilder/s</translation>
    </message>
    <message>
        <source>answer after {ms:.0f} ms</source>
        <translation>Antwort nach {ms:.0f} ms</translation>
    </message>
    <message numerus="yes">
        <source>%n drop(s)</source>
        <translation>
            <numerusform>%n Verlust</numerusform>
            <numerusform>%n Verluste</numerusform>
        </translation>
    </message>
    <message>
        <source>no drops</source>
        <translation>keine Verluste</translation>
    </message>
    <message>
        <source>capture to pose</source>
        <translation>Aufnahme bis Haltung</translation>
    </message>
    <message>
        <source>pose to answer</source>
        <translation>Haltung bis Antwort</translation>
    </message>
    <message>
        <source>capture to answer</source>
        <translation>Aufnahme bis Antwort</translation>
    </message>
    <message>
        <source>capture to screen</source>
        <translation>Aufnahme bis Anzeige</translation>
    </message>
    <message>
        <source>{stage}: {median:.0f} ms (95 % below {p95:.0f} ms)</source>
        <translation>{stage}: {median:.0f} ms (95 % unter {p95:.0f} ms)</translation>
    </message>
    <message>
        <source>{name}: {rate} per second</source>
        <translation>{name}: {rate} pro Sekunde</translation>
    </message>
    <message>
        <source>dropped, {cause}: {count}</source>
        <translation>verloren, {cause}: {count}</translation>
    </message>
    <message>
        <source>{name} could not be opened</source>
        <translation>{name} konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>{name} stopped</source>
        <translation>{name} hat aufgehört</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>People cannot be found in images</source>
        <translation>Menschen lassen sich in Bildern nicht finden</translation>
    </message>
    <message>
        <source>Choose file …</source>
        <translation>Datei wählen …</translation>
    </message>
    <message>
        <source>Start the camera (Ctrl+L).</source>
        <translation>Die Kamera starten (Strg+L).</translation>
    </message>
    <message>
        <source>There is nothing to record yet.</source>
        <translation>Es gibt noch nichts aufzuzeichnen.</translation>
    </message>
    <message>
        <source>Recording could not begin</source>
        <translation>Die Aufzeichnung konnte nicht beginnen</translation>
    </message>
    <message>
        <source>The recording has a fault</source>
        <translation>Die Aufzeichnung hat einen Fehler</translation>
    </message>
    <message>
        <source>Recorded to {path}</source>
        <translation>Aufgezeichnet in {path}</translation>
    </message>
    <message numerus="yes">
        <source>%n image(s) left out: the disk was too slow. All skeletons are there.</source>
        <translation>
            <numerusform>%n Bild fehlt: der Datenträger war zu langsam. Alle Skelette sind da.</numerusform>
            <numerusform>%n Bilder fehlen: der Datenträger war zu langsam. Alle Skelette sind da.</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing was recorded: it was stopped before the first image.</source>
        <translation>Es wurde nichts aufgezeichnet: angehalten vor dem ersten Bild.</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>Saliency could not be found</source>
        <translation>Die Salienz konnte nicht berechnet werden</translation>
    </message>
    <message>
        <source>The recording</source>
        <translation>Die Aufnahme</translation>
    </message>
    <message>
        <source>The documentation was not installed with the program.</source>
        <translation>Die Dokumentation wurde nicht mit dem Programm installiert.</translation>
    </message>
    <message>
        <source>It is in the folder docs of the program&apos;s source.</source>
        <translation>Sie liegt im Ordner docs des Quelltexts.</translation>
    </message>
    <message>
        <source>{name} was read with notes</source>
        <translation>{name} wurde mit Anmerkungen gelesen</translation>
    </message>
    <message>
        <source>This is a fault of the program: please report it, with its details. What was open stays so.</source>
        <translation>Das ist ein Fehler des Programms: bitte mit den Einzelheiten melden. Was offen war, bleibt offen.</translation>
    </message>
    <message>
        <source>; expected {expected}</source>
        <translation>; erwartet {expected}</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>{name} was read with warnings</source>
        <translation>{name} wurde mit Warnungen gelesen</translation>
    </message>
    <message>
        <source>Poses at the peaks of the curves</source>
        <translation>Haltungen an den Spitzen der Kurven</translation>
    </message>
    <message>
        <source>Poses at the peaks of the curves&apos; mean; point at one to see it large</source>
        <translation>Haltungen an den Spitzen des Mittels; zeigen, um eine groß zu sehen</translation>
    </message>
    <message>
        <source>Poses where evidence times attention is highest; point at one to see it large</source>
        <translation>Haltungen, wo Beleg mal Aufmerksamkeit am größten ist; zeigen, um eine groß zu sehen</translation>
    </message>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>Action recognition</source>
        <translation>Handlungserkennung</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} Bilder/s</translation>
    </message>
    <message>
        <source>Frame {frame} of {frames} of the window, {ago_s} s ago</source>
        <translation>Bild {frame} von {frames} des Fensters, vor {ago_s} s</translation>
    </message>
    <message>
        <source>The model could not be opened</source>
        <translation>Das Modell konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>The video&apos;s images are missing</source>
        <translation>Die Bilder des Videos fehlen</translation>
    </message>
    <message>
        <source>The analysis stopped</source>
        <translation>Die Auswertung brach ab</translation>
    </message>
    <message>
        <source>The recording could not be opened</source>
        <translation>Die Aufnahme konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>{name} cannot be replayed</source>
        <translation>{name} kann nicht wiedergegeben werden</translation>
    </message>
    <message>
        <source>Reading {name} …</source>
        <translation>{name} wird gelesen …</translation>
    </message>
    <message>
        <source>Loading model {name} …</source>
        <translation>Modell {name} wird geladen …</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Lite, the fastest</source>
        <translation>Lite, das schnellste</translation>
    </message>
    <message>
        <source>Full</source>
        <translation>Full</translation>
    </message>
    <message>
        <source>Heavy, the most exact</source>
        <translation>Heavy, das genaueste</translation>
    </message>
    <message>
        <source>As the model was trained</source>
        <translation>Wie das Modell trainiert wurde</translation>
    </message>
    <message>
        <source>Left and right</source>
        <translation>Links und rechts</translation>
    </message>
    <message>
        <source>How sure the sensor is</source>
        <translation>Wie sicher der Sensor ist</translation>
    </message>
    <message>
        <source>Examples</source>
        <translation>Beispiele</translation>
    </message>
    <message>
        <source>Attention</source>
        <translation>Aufmerksamkeit</translation>
    </message>
    <message>
        <source>downloaded</source>
        <translation>wird geladen</translation>
    </message>
    <message>
        <source>among your documents</source>
        <translation>bei Ihren Dokumenten</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemanden</translation>
    </message>
    <message>
        <source>actions alone</source>
        <translation>nur Handlungen</translation>
    </message>
    <message>
        <source> s</source>
        <translation> s</translation>
    </message>
    <message>
        <source>Images to ask the camera for. Larger ones help only with people far away, and cost time.</source>
        <translation>Bilder, um die die Kamera gebeten wird. Größere helfen nur bei Menschen in der Ferne und kosten Zeit.</translation>
    </message>
    <message>
        <source>Images per second to ask for. 30 is right for nearly every action.</source>
        <translation>Bilder pro Sekunde. 30 passen für fast jede Handlung.</translation>
    </message>
    <message>
        <source>Angle that the camera sees along the long side of its image: about 60 degrees for webcams, 90 and more for wide-angle ones. Distances of people depend on it; actions hardly do.</source>
        <translation>Winkel, den die Kamera entlang der langen Bildseite sieht: etwa 60 Grad bei Webcams, 90 und mehr bei Weitwinkeln. Davon hängen Abstände ab, Handlungen kaum.</translation>
    </message>
    <message>
        <source>MediaPipe&apos;s model that finds the joints. Full and heavy are steadier on difficult poses and take longer. Each is downloaded once.</source>
        <translation>Das Modell von MediaPipe, das die Gelenke findet. Full und Heavy sind bei schwierigen Haltungen ruhiger und brauchen länger. Jedes wird einmal heruntergeladen.</translation>
    </message>
    <message>
        <source>A pose_landmarker .task file of your own, in place of a download. Empty for none.</source>
        <translation>Eine eigene .task-Datei des pose_landmarker statt einer heruntergeladenen. Leer für keine.</translation>
    </message>
    <message>
        <source>How many people to follow at once. Each one costs another run of the pose model per image.</source>
        <translation>Wie vielen Menschen zugleich gefolgt wird. Jeder kostet einen weiteren Lauf des Haltungsmodells je Bild.</translation>
    </message>
    <message>
        <source>Steadies trembling joints; fast movements are delayed by about 10 ms, slow ones by 40 ms.</source>
        <translation>Beruhigt zitternde Gelenke; schnelle Bewegungen werden um etwa 10 ms verzögert, langsame um 40 ms.</translation>
    </message>
    <message>
        <source>How many seconds the network looks back. Shorter answers sooner, longer is surer. The model was trained for about its own length.</source>
        <translation>Wie viele Sekunden das Netz zurückblickt. Kürzer antwortet früher, länger ist sicherer. Trainiert wurde das Modell etwa für seine eigene Länge.</translation>
    </message>
    <message>
        <source>Colours of the window.</source>
        <translation>Farben des Programms.</translation>
    </message>
    <message>
        <source>Language of the window, from the next start on.</source>
        <translation>Sprache des Fensters, ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>What is shown of a camera or a video: video (1), skeleton (2) or both (3).</source>
        <translation>Was von einer Kamera oder einem Video gezeigt wird: Video (1), Skelett (2) oder beides (3).</translation>
    </message>
    <message>
        <source>What the colours of the skeleton in the room tell (C): left and right, how sure the sensor is, or how much attention the network gives.</source>
        <translation>Was die Farben des Skeletts im Raum sagen (C): links und rechts, wie sicher der Sensor ist, oder wie viel Aufmerksamkeit das Netz gibt.</translation>
    </message>
    <message>
        <source>Show a camera as a mirror would. Only what is shown changes, never what is recognised.</source>
        <translation>Eine Kamera zeigen, wie es ein Spiegel täte. Nur die Anzeige ändert sich, nie was erkannt wird.</translation>
    </message>
    <message>
        <source>Hands and feet leave a trail of the last second in the room.</source>
        <translation>Hände und Füße hinterlassen im Raum eine Spur der letzten Sekunde.</translation>
    </message>
    <message>
        <source>Folder for recordings and pictures. Empty for one among your documents.</source>
        <translation>Ordner für Aufnahmen und Bilder. Leer für einen bei Ihren Dokumenten.</translation>
    </message>
    <message>
        <source>Addresses such as osc://127.0.0.1:9000 or ws://127.0.0.1:8765, several separated by semicolons. Empty to send nothing.</source>
        <translation>Adressen wie osc://127.0.0.1:9000 oder ws://127.0.0.1:8765, mehrere durch Semikolon getrennt. Leer, um nichts zu senden.</translation>
    </message>
    <message>
        <source>What to send with every frame or prediction, too: joints, scores, attention, progress.</source>
        <translation>Was mit jedem Bild oder jeder Vorhersage außerdem gesendet wird: joints, scores, attention, progress (Gelenke, Wahrscheinlichkeiten, Aufmerksamkeit, Fortschritt).</translation>
    </message>
    <message>
        <source>Record the camera&apos;s images with the skeletons: about 15 MB a minute and more.</source>
        <translation>Neben den Skeletten auch die Bilder der Kamera aufzeichnen: etwa 15 MB je Minute und mehr.</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Pose model</source>
        <translation>Haltungsmodell</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Trails</source>
        <translation>Spuren</translation>
    </message>
    <message>
        <source>Recordings</source>
        <translation>Aufnahmen</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Events for other programs</source>
        <translation>Ereignisse für andere Programme</translation>
    </message>
    <message>
        <source>Image size</source>
        <translation>Bildgröße</translation>
    </message>
    <message>
        <source>Images per second</source>
        <translation>Bilder je Sekunde</translation>
    </message>
    <message>
        <source>Field of view</source>
        <translation>Blickwinkel</translation>
    </message>
    <message>
        <source>Show as a mirror</source>
        <translation>Als Spiegel zeigen</translation>
    </message>
    <message>
        <source>Pose estimation</source>
        <translation>Haltungsschätzung</translation>
    </message>
    <message>
        <source>Own pose model</source>
        <translation>Eigene Modelldatei</translation>
    </message>
    <message>
        <source>People to follow</source>
        <translation>Menschen</translation>
    </message>
    <message>
        <source>Smooth joints</source>
        <translation>Gelenke glätten</translation>
    </message>
    <message>
        <source>Also send</source>
        <translation>Auch senden</translation>
    </message>
    <message>
        <source>Recognition</source>
        <translation>Erkennung</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>Schwelle</translation>
    </message>
    <message>
        <source>Time span</source>
        <translation>Zeitspanne</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Darstellung</translation>
    </message>
    <message>
        <source>Camera and video</source>
        <translation>Kamera und Video</translation>
    </message>
    <message>
        <source>Skeleton colours</source>
        <translation>Skelettfarben</translation>
    </message>
    <message>
        <source>Save images, too</source>
        <translation>Bilder mitspeichern</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>Tastatur</translation>
    </message>
    <message>
        <source>Single-key shortcuts</source>
        <translation>Einzeltasten-Kürzel</translation>
    </message>
    <message>
        <source>Image with the pose</source>
        <translation>Bild mit der Haltung</translation>
    </message>
    <message>
        <source>Everyday actions</source>
        <translation>Alltagshandlungen</translation>
    </message>
    <message>
        <source>Everyday actions, earlier</source>
        <translation>Alltagshandlungen, früher</translation>
    </message>
    <message>
        <source>Ten actions of UT-Kinect</source>
        <translation>Zehn Handlungen (UT-Kinect)</translation>
    </message>
    <message>
        <source> degrees</source>
        <translation> Grad</translation>
    </message>
    <message>
        <source>Its number, 0 for the first, a part of its name, or its address in the network (rtsp://…). A video file plays as if it were one.</source>
        <translation>Ihre Nummer, 0 für die erste, ein Teil ihres Namens oder ihre Adresse im Netz (rtsp://…). Eine Videodatei spielt, als wäre sie eine.</translation>
    </message>
    <message>
        <source>The trained model that recognises actions: one that came with the program, or a file of your own.</source>
        <translation>Das trainierte Modell, das Handlungen erkennt: eines, das mit dem Programm kam, oder eine eigene Datei.</translation>
    </message>
    <message>
        <source>An action is announced once its probability has reached this. Higher: fewer false answers, more that are missed. Custom actions have thresholds of their own.</source>
        <translation>Eine Handlung wird genannt, sobald ihre Wahrscheinlichkeit dies erreicht. Höher: weniger falsche Antworten, mehr verpasste. Eigene Handlungen haben eigene Schwellen.</translation>
    </message>
    <message>
        <source>Letters, digits and signs alone are shortcuts, such as H and 1. Turn this off if you dictate, or often strike a wrong key: menus, and keys with Ctrl, do the same.</source>
        <translation>Buchstaben, Ziffern und Zeichen allein sind Tastenkürzel, etwa H und 1. Schalten Sie das aus, wenn Sie diktieren oder oft danebentippen: Menüs und Tasten mit Strg tun dasselbe.</translation>
    </message>
    <message>
        <source>Send to</source>
        <translation>Senden an</translation>
    </message>
    <message>
        <source>Reset to defaults</source>
        <translation>Zurücksetzen</translation>
    </message>
    <message>
        <source>All settings as they were at first</source>
        <translation>Alle Einstellungen wie am Anfang</translation>
    </message>
    <message>
        <source>Changes are kept already</source>
        <translation>Änderungen sind schon gespeichert</translation>
    </message>
    <message>
        <source>Choose a file or folder</source>
        <translation>Datei oder Ordner wählen</translation>
    </message>
    <message>
        <source>Folder for recordings</source>
        <translation>Ordner für Aufnahmen</translation>
    </message>
    <message>
        <source>Trained models (*.safetensors)</source>
        <translation>Trainierte Modelle (*.safetensors)</translation>
    </message>
    <message>
        <source>The model chosen last cannot be used, the bundled one is used instead</source>
        <translation>Das zuletzt gewählte Modell ist nicht zu gebrauchen, das mitgelieferte wird verwendet</translation>
    </message>
    <message>
        <source>Pose models (*.task)</source>
        <translation>Haltungsmodelle (*.task)</translation>
    </message>
    <message>
        <source>Choose a pose model</source>
        <translation>Haltungsmodell wählen</translation>
    </message>
    <message>
        <source>Choose a file</source>
        <translation>Datei wählen</translation>
    </message>
    <message>
        <source>Drag the stage</source>
        <translation>Bühne ziehen</translation>
    </message>
    <message>
        <source>Turn</source>
        <translation>Drehen</translation>
    </message>
    <message>
        <source>Shift and drag</source>
        <translation>Umschalt und ziehen</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>Rad</translation>
    </message>
    <message>
        <source>Nearer or farther</source>
        <translation>Näher oder ferner</translation>
    </message>
    <message>
        <source>Double click</source>
        <translation>Doppelklick</translation>
    </message>
    <message>
        <source>Click a person</source>
        <translation>Person anklicken</translation>
    </message>
    <message>
        <source>Follow them</source>
        <translation>Ihr folgen</translation>
    </message>
    <message>
        <source>Point at F_A</source>
        <translation>Auf F_A zeigen</translation>
    </message>
    <message>
        <source>See that frame</source>
        <translation>Jenes Bild sehen</translation>
    </message>
    <message>
        <source>Drag the timeline</source>
        <translation>Zeitleiste ziehen</translation>
    </message>
    <message>
        <source>Seek</source>
        <translation>Hinspringen</translation>
    </message>
    <message>
        <source>Wheel on the timeline</source>
        <translation>Rad auf der Zeitleiste</translation>
    </message>
    <message>
        <source>Double click on it</source>
        <translation>Doppelklick darauf</translation>
    </message>
    <message>
        <source>Show all of it</source>
        <translation>Alles zeigen</translation>
    </message>
    <message>
        <source>Click an example</source>
        <translation>Klick auf ein Beispiel</translation>
    </message>
    <message>
        <source>Choose it</source>
        <translation>Auswählen</translation>
    </message>
    <message>
        <source>Drag its edge</source>
        <translation>Rand ziehen</translation>
    </message>
    <message>
        <source>Move it</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>Double click on an example</source>
        <translation>Doppelklick auf ein Beispiel</translation>
    </message>
    <message>
        <source>Name it</source>
        <translation>Benennen</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>Maus</translation>
    </message>
    <message>
        <source>Single-key shortcuts are turned off: Settings, Keyboard</source>
        <translation>Einzeltasten-Kürzel sind ausgeschaltet: Einstellungen, Tastatur</translation>
    </message>
    <message>
        <source>Skeleton</source>
        <translation>Skelett</translation>
    </message>
    <message>
        <source>Drag to turn, Shift and drag to move, wheel to zoom, double click to reset</source>
        <translation>Ziehen dreht, Umschalt und Ziehen verschiebt, das Rad vergrößert, Doppelklick setzt zurück</translation>
    </message>
    <message>
        <source>grid 0.5 m</source>
        <translation>Gitter 0,5 m</translation>
    </message>
    <message>
        <source>tracked</source>
        <translation>gesehen</translation>
    </message>
    <message>
        <source>inferred</source>
        <translation>erschlossen</translation>
    </message>
    <message>
        <source>not tracked</source>
        <translation>nicht gesehen</translation>
    </message>
    <message>
        <source>much attention</source>
        <translation>viel Aufmerksamkeit</translation>
    </message>
    <message>
        <source>little</source>
        <translation>wenig</translation>
    </message>
    <message>
        <source>person&apos;s right</source>
        <translation>rechts (der Person)</translation>
    </message>
    <message>
        <source>person&apos;s left</source>
        <translation>links (der Person)</translation>
    </message>
    <message>
        <source>Nobody in view at this moment</source>
        <translation>In diesem Augenblick niemand im Bild</translation>
    </message>
    <message>
        <source>Downloading the pose model … {done} of {total} MB</source>
        <translation>Das Haltungsmodell wird geladen … {done} von {total} MB</translation>
    </message>
    <message>
        <source>What had to be derived, repaired or left out in reading the file</source>
        <translation>Was beim Lesen abgeleitet, repariert oder weggelassen werden musste</translation>
    </message>
    <message numerus="yes">
        <source>%n note(s)</source>
        <translation>
            <numerusform>%n Anmerkung</numerusform>
            <numerusform>%n Anmerkungen</numerusform>
        </translation>
    </message>
    <message>
        <source>analysed</source>
        <translation>ausgewertet</translation>
    </message>
    <message>
        <source>analysing {percent}</source>
        <translation>Auswertung {percent}</translation>
    </message>
    <message>
        <source>not followed</source>
        <translation>nicht verfolgt</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitleiste</translation>
    </message>
    <message>
        <source>no action, or not sure</source>
        <translation>keine Handlung, oder unsicher</translation>
    </message>
    <message>
        <source>labelled {action}</source>
        <translation>beschriftet {action}</translation>
    </message>
    <message>
        <source>Predicted</source>
        <translation>Erkannt</translation>
    </message>
    <message>
        <source>The timeline: what was done when, once something is open</source>
        <translation>Die Zeitleiste: was wann getan wurde, sobald etwas offen ist</translation>
    </message>
    <message>
        <source>Labelled</source>
        <translation>Beschriftet</translation>
    </message>
    <message>
        <source>Start of the previous action (P)</source>
        <translation>Anfang der vorigen Handlung (P)</translation>
    </message>
    <message>
        <source>One frame back (Left)</source>
        <translation>Ein Bild zurück (Links)</translation>
    </message>
    <message>
        <source>One frame on (Right)</source>
        <translation>Ein Bild weiter (Rechts)</translation>
    </message>
    <message>
        <source>Start of the next action (N)</source>
        <translation>Anfang der nächsten Handlung (N)</translation>
    </message>
    <message>
        <source>Custom actions</source>
        <translation>Eigene Handlungen</translation>
    </message>
    <message>
        <source>In addition to the bundled actions</source>
        <translation>Zusätzlich zu den mitgelieferten Handlungen</translation>
    </message>
    <message>
        <source>Instead of the bundled actions</source>
        <translation>Statt der mitgelieferten Handlungen</translation>
    </message>
    <message>
        <source>Whether the bundled model&apos;s actions are answered, too</source>
        <translation>Ob auch die Handlungen des mitgelieferten Modells erkannt werden</translation>
    </message>
    <message>
        <source>Actions</source>
        <translation>Handlungen</translation>
    </message>
    <message>
        <source>The actions, and how sure an answer has to be</source>
        <translation>Die Handlungen, und wie sicher eine Antwort sein muss</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>How many examples were recognised when left out</source>
        <translation>Wie viele Beispiele erkannt wurden, als sie ausgelassen waren</translation>
    </message>
    <message>
        <source>Where other movement would have been answered</source>
        <translation>Wo bei anderer Bewegung geantwortet worden wäre</translation>
    </message>
    <message>
        <source>Learn the actions from their examples (Ctrl+Return)</source>
        <translation>Die Handlungen aus ihren Beispielen lernen (Strg+Eingabe)</translation>
    </message>
    <message>
        <source>Give it up</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Use here</source>
        <translation>Hier anwenden</translation>
    </message>
    <message>
        <source>Recognise the open recording with the custom actions (Ctrl+U)</source>
        <translation>Die eigenen Handlungen in der offenen Aufnahme erkennen (Strg+U)</translation>
    </message>
    <message>
        <source>Go live</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>Recognise the custom actions live (Ctrl+Shift+Return)</source>
        <translation>Die eigenen Handlungen live erkennen (Strg+Umschalt+Eingabe)</translation>
    </message>
    <message numerus="yes">
        <source>%n false alarm(s)</source>
        <translation>
            <numerusform>%n Fehlalarm</numerusform>
            <numerusform>%n Fehlalarme</numerusform>
        </translation>
    </message>
    <message>
        <source>The examples have changed since: teach again.</source>
        <translation>Die Beispiele haben sich geändert: neu lehren.</translation>
    </message>
    <message>
        <source>Other recordings …</source>
        <translation>Andere Aufnahmen …</translation>
    </message>
    <message>
        <source>Look for false alarms in more recordings, in which none of it is done</source>
        <translation>Auch in weiteren Aufnahmen, in denen nichts davon vorkommt, nach Fehlalarmen suchen</translation>
    </message>
    <message>
        <source>False alarms</source>
        <translation>Fehlalarme</translation>
    </message>
    <message>
        <source>Teach again</source>
        <translation>Neu lehren</translation>
    </message>
    <message>
        <source>Mark examples of your own actions, and teach them (Ctrl+T)</source>
        <translation>Beispiele eigener Handlungen markieren und lehren (Strg+T)</translation>
    </message>
    <message>
        <source>Speed: slower ([), faster (])</source>
        <translation>Tempo: langsamer ([), schneller (])</translation>
    </message>
    <message>
        <source>Speed {speed} ×</source>
        <translation>Tempo {speed} ×</translation>
    </message>
    <message>
        <source>frame {frame} of {frames}</source>
        <translation>Bild {frame} von {frames}</translation>
    </message>
    <message>
        <source>Provisional</source>
        <translation>Vorläufig</translation>
    </message>
    <message>
        <source>By a rule, not by the network</source>
        <translation>Nach einer Regel, nicht vom Netz</translation>
    </message>
    <message>
        <source>By your examples</source>
        <translation>Nach Ihren Beispielen</translation>
    </message>
    <message>
        <source>No action</source>
        <translation>Keine Handlung</translation>
    </message>
    <message>
        <source>Nothing that this model knows</source>
        <translation>Nichts, was dieses Modell kennt</translation>
    </message>
    <message>
        <source>Not sure</source>
        <translation>Nicht sicher</translation>
    </message>
    <message>
        <source>Best guess: {action}</source>
        <translation>Vermutung: {action}</translation>
    </message>
    <message>
        <source>One moment</source>
        <translation>Einen Augenblick</translation>
    </message>
    <message>
        <source>Waiting for the first image</source>
        <translation>Das erste Bild wird erwartet</translation>
    </message>
    <message>
        <source>Nobody in view</source>
        <translation>Niemand im Bild</translation>
    </message>
    <message>
        <source>Step back until all of you is in the picture</source>
        <translation>Zurücktreten, bis Sie ganz im Bild sind</translation>
    </message>
    <message>
        <source>Watching</source>
        <translation>Schaut zu</translation>
    </message>
    <message>
        <source>The model is being loaded</source>
        <translation>Das Modell wird geladen</translation>
    </message>
    <message>
        <source>No model</source>
        <translation>Kein Modell</translation>
    </message>
    <message>
        <source>Open a trained model with Ctrl+M</source>
        <translation>Mit Strg+M ein trainiertes Modell öffnen</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Bereit</translation>
    </message>
    <message>
        <source>Open a recording, and the answer is here</source>
        <translation>Eine Aufnahme öffnen, und hier steht die Antwort</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keine Antwort</translation>
    </message>
    <message>
        <source>The analysis stopped before this moment</source>
        <translation>Die Auswertung brach vorher ab</translation>
    </message>
    <message>
        <source>The analysis has not reached this moment yet</source>
        <translation>Die Auswertung ist noch nicht hier</translation>
    </message>
    <message>
        <source>An answer needs {seconds} s of one person</source>
        <translation>Eine Antwort braucht {seconds} s von einer Person</translation>
    </message>
    <message>
        <source>Click on a person to see what they are doing</source>
        <translation>Eine Person anklicken, um zu sehen, was sie tut</translation>
    </message>
    <message>
        <source>Try the sample</source>
        <translation>Beispiel ausprobieren</translation>
    </message>
    <message>
        <source>A recorded person, the answers of the network, and a short tour of this window</source>
        <translation>Ein aufgenommener Mensch, die Antworten des Netzes und ein kurzer Rundgang durch dieses Fenster</translation>
    </message>
    <message>
        <source>Recognise your own movements live</source>
        <translation>Die eigenen Bewegungen live erkennen</translation>
    </message>
    <message>
        <source>Open file …</source>
        <translation>Datei öffnen …</translation>
    </message>
    <message>
        <source>A Kinect recording, or a video of a person</source>
        <translation>Eine Kinect-Aufnahme oder ein Video eines Menschen</translation>
    </message>
    <message>
        <source>Teach your own actions</source>
        <translation>Eigene Handlungen lehren</translation>
    </message>
    <message>
        <source>By a few examples, in a few minutes</source>
        <translation>An wenigen Beispielen, in wenigen Minuten</translation>
    </message>
    <message>
        <source>Or drop a file anywhere in this window. Its format is recognised by what it holds, whatever it is called. Nothing leaves this computer.</source>
        <translation>Oder ziehen Sie eine Datei in dieses Fenster. Ihr Format wird am Inhalt erkannt, wie immer sie heißt. Nichts verlässt diesen Rechner.</translation>
    </message>
    <message>
        <source>Recent files</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>See which action a person performs</source>
        <translation>Sehen, welche Handlung ein Mensch ausführt</translation>
    </message>
    <message>
        <source>From a camera, a video or a recording, and which moments the answer rests on.</source>
        <translation>Mit Kamera, Video oder Aufnahme, und auf welchen Momenten die Antwort beruht.</translation>
    </message>
    <message>
        <source>First, somebody who performs your actions</source>
        <translation>Zuerst jemand, der Ihre Handlungen ausführt</translation>
    </message>
    <message>
        <source>Start the camera, perform each action three times or more, and record it (Ctrl+R); or open a recording of it. Then mark each one.</source>
        <translation>Starten Sie die Kamera, führen Sie jede Handlung mindestens dreimal aus und zeichnen Sie es auf (Strg+R); oder öffnen Sie eine Aufnahme davon. Dann markieren Sie jede.</translation>
    </message>
    <message>
        <source>MANs with evidence</source>
        <translation>MANs mit Belegen</translation>
    </message>
    <message>
        <source>Camera {which}</source>
        <translation>Kamera {which}</translation>
    </message>
    <message numerus="yes">
        <source>%n data set(s)</source>
        <translation>
            <numerusform>%n Datensatz</numerusform>
            <numerusform>%n Datensätze</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n custom action(s)</source>
        <translation>
            <numerusform>%n eigene Handlung</numerusform>
            <numerusform>%n eigene Handlungen</numerusform>
        </translation>
    </message>
    <message>
        <source>{own} added to {model}</source>
        <translation>{own} zusätzlich zu {model}</translation>
    </message>
    <message>
        <source>{own} by {model}</source>
        <translation>{own} mit {model}</translation>
    </message>
    <message numerus="yes">
        <source>CPU, %n thread(s)</source>
        <translation>
            <numerusform>CPU, %n Thread</numerusform>
            <numerusform>CPU, %n Threads</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>recognises %n action(s)</source>
        <translation>
            <numerusform>erkennt %n Handlung</numerusform>
            <numerusform>erkennt %n Handlungen</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{own} and %n other(s)</source>
        <translation>
            <numerusform>{own} und %n weitere</numerusform>
            <numerusform>{own} und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>Es gibt nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>Evidence for {action}</source>
        <translation>Beleg für „{action}“</translation>
    </message>
    <message>
        <source>Evidence for {action} (best guess)</source>
        <translation>Beleg für „{action}“ (Vermutung)</translation>
    </message>
    <message>
        <source>{part} of {whole}</source>
        <translation>{part} von {whole}</translation>
    </message>
    <message>
        <source>Evidence over the window&apos;s frames</source>
        <translation>Beleg über die Bilder des Fensters</translation>
    </message>
    <message>
        <source>What the frame adds to the action&apos;s score: its evidence times its attention. All frames together add up to the score.</source>
        <translation>Was das Bild zum Punktwert der Handlung beiträgt: sein Beleg mal seine Aufmerksamkeit. Alle Bilder zusammen ergeben den Punktwert.</translation>
    </message>
    <message>
        <source>Subtract</source>
        <translation>Abziehen</translation>
    </message>
    <message>
        <source>Subtract each position&apos;s mean</source>
        <translation>Das Mittel jeder Stelle abziehen</translation>
    </message>
    <message>
        <source>No evidence per frame: custom actions are compared as a whole</source>
        <translation>Kein Beleg je Bild: eigene Handlungen werden als Ganzes verglichen</translation>
    </message>
    <message>
        <source>Custom actions are recognised by comparing movements with your examples as a whole. What each frame contributes can be told for the bundled actions only.</source>
        <translation>Eigene Handlungen werden erkannt, indem Bewegungen als Ganzes mit Ihren Beispielen verglichen werden. Was jedes einzelne Bild beiträgt, lässt sich nur bei den mitgelieferten Handlungen sagen.</translation>
    </message>
    <message>
        <source>What is left without the position</source>
        <translation>Was ohne die Stelle bleibt</translation>
    </message>
    <message>
        <source>F_A less its mean at each position of the window, over the recordings of the training.</source>
        <translation>F_A ohne sein Mittel an jeder Stelle des Fensters, über die Aufnahmen des Trainings.</translation>
    </message>
    <message>
        <source>Most of F_A is the position in the window.</source>
        <translation>F_A ist meist die Stelle im Fenster.</translation>
    </message>
    <message>
        <source>Equation 8 gives every position of the window weights of its own: four fifths and more of how F_A varies is the same whatever is done.</source>
        <translation>Gleichung 8 gibt jeder Stelle des Fensters eigene Gewichte: Vier Fünftel und mehr davon, wie F_A schwankt, sind gleich, was auch getan wird.</translation>
    </message>
    <message>
        <source>action {number}</source>
        <translation>Handlung {number}</translation>
    </message>
    <message>
        <source>Record first, with Ctrl+R: examples are marked in what is recorded.</source>
        <translation>Zuerst aufzeichnen, mit Strg+R: Beispiele werden in dem markiert, was aufgezeichnet wird.</translation>
    </message>
    <message>
        <source>Open a recording to mark examples in it.</source>
        <translation>Zum Markieren von Beispielen eine Aufnahme öffnen.</translation>
    </message>
    <message>
        <source>Begin an example first (B).</source>
        <translation>Erst ein Beispiel beginnen (B).</translation>
    </message>
    <message>
        <source>marked</source>
        <translation>markiert</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>verschoben</translation>
    </message>
    <message>
        <source>named</source>
        <translation>benannt</translation>
    </message>
    <message>
        <source>This name has {count} characters, {most} at most can be kept: shorten it.</source>
        <translation>Dieser Name hat {count} Zeichen, höchstens {most} sind möglich: bitte kürzen.</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>entfernt</translation>
    </message>
    <message>
        <source>labels taken</source>
        <translation>Angaben übernommen</translation>
    </message>
    <message>
        <source>Choose an example first: the previous (J) or the next one (K).</source>
        <translation>Erst ein Beispiel auswählen: das vorige (J) oder das nächste (K).</translation>
    </message>
    <message>
        <source>The recording has no labels of its own.</source>
        <translation>Die Aufnahme enthält selbst keine Angaben.</translation>
    </message>
    <message>
        <source>Some were left out</source>
        <translation>Einige wurden ausgelassen</translation>
    </message>
    <message numerus="yes">
        <source>%n example(s) taken from the recording&apos;s labels.</source>
        <translation>
            <numerusform>%n Beispiel aus den Angaben der Aufnahme übernommen.</numerusform>
            <numerusform>%n Beispiele aus den Angaben der Aufnahme übernommen.</numerusform>
        </translation>
    </message>
    <message>
        <source>This cannot be marked</source>
        <translation>Das lässt sich nicht markieren</translation>
    </message>
    <message>
        <source>untitled</source>
        <translation>ohne Namen</translation>
    </message>
    <message>
        <source>Opening the project …</source>
        <translation>Das Projekt wird geöffnet …</translation>
    </message>
    <message>
        <source>Undone: {what}</source>
        <translation>Rückgängig gemacht: {what}</translation>
    </message>
    <message>
        <source>Done again: {what}</source>
        <translation>Wiederholt: {what}</translation>
    </message>
    <message>
        <source>The project could not be changed</source>
        <translation>Das Projekt konnte nicht geändert werden</translation>
    </message>
    <message>
        <source>The project could not be saved</source>
        <translation>Das Projekt konnte nicht gespeichert werden</translation>
    </message>
    <message>
        <source>The project&apos;s file was deleted or moved: it has been written anew at {path}</source>
        <translation>Die Datei des Projekts wurde gelöscht oder verschoben: sie ist neu geschrieben worden: {path}</translation>
    </message>
    <message>
        <source>Saved as {path}</source>
        <translation>Gespeichert als {path}</translation>
    </message>
    <message>
        <source>The project could not be opened</source>
        <translation>Das Projekt konnte nicht geöffnet werden</translation>
    </message>
    <message>
        <source>{name} was opened</source>
        <translation>{name} wurde geöffnet</translation>
    </message>
    <message>
        <source>merged</source>
        <translation>eingefügt</translation>
    </message>
    <message>
        <source>The project could not be merged</source>
        <translation>Das Projekt konnte nicht eingefügt werden</translation>
    </message>
    <message>
        <source>The projects were merged</source>
        <translation>Das andere Projekt wurde eingefügt</translation>
    </message>
    <message>
        <source>Begin (B)</source>
        <translation>Beginn (B)</translation>
    </message>
    <message>
        <source>An example of your action begins at this frame (B)</source>
        <translation>Ein Beispiel der Handlung beginnt bei diesem Bild (B)</translation>
    </message>
    <message>
        <source>End (E)</source>
        <translation>Ende (E)</translation>
    </message>
    <message>
        <source>The example ends at this frame (E)</source>
        <translation>Das Beispiel endet bei diesem Bild (E)</translation>
    </message>
    <message>
        <source>Record first (Ctrl+R): examples are marked in what is recorded</source>
        <translation>Zuerst aufzeichnen (Strg+R): Beispiele werden in dem markiert, was aufgezeichnet wird</translation>
    </message>
    <message>
        <source>The example ends at this frame (E): begin one first</source>
        <translation>Das Beispiel endet bei diesem Bild (E): zuerst eines beginnen</translation>
    </message>
    <message>
        <source>Name of the action</source>
        <translation>Name der Handlung</translation>
    </message>
    <message>
        <source>Action</source>
        <translation>Handlung</translation>
    </message>
    <message>
        <source>What the chosen example, or the next one, is called (L)</source>
        <translation>Wie das ausgewählte oder das nächste Beispiel heißt (L)</translation>
    </message>
    <message>
        <source>Person, if several are to be told apart</source>
        <translation>Person, falls mehrere zu unterscheiden sind</translation>
    </message>
    <message>
        <source>Person (optional)</source>
        <translation>Person (freigestellt)</translation>
    </message>
    <message>
        <source>Who performs the example; with several people the check leaves one of them out at a time</source>
        <translation>Wer es vormacht; bei mehreren Personen lässt die Prüfung jeweils eine aus</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Remove the chosen example (Delete)</source>
        <translation>Das ausgewählte Beispiel entfernen (Entf)</translation>
    </message>
    <message>
        <source>Take labels</source>
        <translation>Angaben übernehmen</translation>
    </message>
    <message>
        <source>Make examples of the recording&apos;s own labels (Ctrl+Shift+L)</source>
        <translation>Aus den Angaben der Aufnahme Beispiele machen (Strg+Umschalt+L)</translation>
    </message>
    <message>
        <source>Examples of custom actions</source>
        <translation>Beispiele eigener Handlungen</translation>
    </message>
    <message>
        <source>Mark where your action begins (B) and where it ends (E)</source>
        <translation>Markieren Sie, wo die Handlung beginnt (B) und wo sie endet (E)</translation>
    </message>
    <message>
        <source>Mark custom actions in it</source>
        <translation>Eigene Handlungen darin markieren</translation>
    </message>
    <message>
        <source>A new project: it is kept from the first example on.</source>
        <translation>Ein neues Projekt: Ab dem ersten Beispiel wird es aufbewahrt.</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>Projekt öffnen</translation>
    </message>
    <message>
        <source>Merge another project</source>
        <translation>Anderes Projekt einfügen</translation>
    </message>
    <message>
        <source>There is no project yet: mark an example first.</source>
        <translation>Noch gibt es kein Projekt: erst ein Beispiel markieren.</translation>
    </message>
    <message>
        <source>Save project as</source>
        <translation>Projekt speichern unter</translation>
    </message>
    <message>
        <source>Projects of custom actions ({endings});;All files (*)</source>
        <translation>Projekte eigener Handlungen ({endings});;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>a bundled action&apos;s name</source>
        <translation>Name schon vergeben</translation>
    </message>
    <message numerus="yes">
        <source>%n more needed</source>
        <translation>
            <numerusform>noch %n nötig</numerusform>
            <numerusform>noch %n nötig</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n more is better</source>
        <translation>
            <numerusform>%n mehr ist besser</numerusform>
            <numerusform>%n mehr sind besser</numerusform>
        </translation>
    </message>
    <message>
        <source>more than needed</source>
        <translation>mehr als nötig</translation>
    </message>
    <message>
        <source>Mark 5 to 20 examples of each action: where it begins (B) and where it ends (E).</source>
        <translation>Von jeder Handlung 5 bis 20 Beispiele markieren: wo sie beginnt (B) und wo sie endet (E).</translation>
    </message>
    <message>
        <source>“{action}” is a bundled action: rename yours, or teach instead of the bundled ones.</source>
        <translation>„{action}“ ist mitgeliefert: die eigene umbenennen oder statt der mitgelieferten lehren.</translation>
    </message>
    <message>
        <source>Teaching needs two examples of each action; five or more give better results.</source>
        <translation>Zum Lehren braucht jede Handlung zwei Beispiele; fünf oder mehr sind besser.</translation>
    </message>
    <message>
        <source>Starting …</source>
        <translation>Beginnt …</translation>
    </message>
    <message>
        <source>Looking at the examples …</source>
        <translation>Sieht die Beispiele an …</translation>
    </message>
    <message>
        <source>Comparing the examples …</source>
        <translation>Vergleicht die Beispiele …</translation>
    </message>
    <message>
        <source>Leaving examples out …</source>
        <translation>Lässt Beispiele aus …</translation>
    </message>
    <message>
        <source>Reading other recordings …</source>
        <translation>Liest andere Aufnahmen …</translation>
    </message>
    <message>
        <source>Watching {name} …</source>
        <translation>Sieht {name} an …</translation>
    </message>
    <message>
        <source>{example} looks more like {other}</source>
        <translation>{example} gleicht eher „{other}“</translation>
    </message>
    <message>
        <source>{one} and {other} are hard to tell apart</source>
        <translation>„{one}“ und „{other}“ sind schwer zu unterscheiden</translation>
    </message>
    <message>
        <source>{right} of {whole} examples recognised</source>
        <translation>{right} von {whole} Beispielen erkannt</translation>
    </message>
    <message>
        <source>Check {right}/{whole}</source>
        <translation>Prüfung {right}/{whole}</translation>
    </message>
    <message>
        <source>Each person&apos;s examples were left out in turn, and recognised by those of the others.</source>
        <translation>Die Beispiele jeder Person wurden der Reihe nach ausgelassen und an denen der anderen erkannt.</translation>
    </message>
    <message>
        <source>Each example was left out in turn, and recognised by the others.</source>
        <translation>Jedes Beispiel wurde der Reihe nach ausgelassen und an den anderen erkannt.</translation>
    </message>
    <message>
        <source>No other movement to look for false alarms in: add recordings of it.</source>
        <translation>Keine anderen Bewegungen, um nach Fehlalarmen zu suchen: Aufnahmen davon hinzufügen.</translation>
    </message>
    <message numerus="yes">
        <source>%n time(s)</source>
        <translation>
            <numerusform>%n Mal</numerusform>
            <numerusform>%n Mal</numerusform>
        </translation>
    </message>
    <message>
        <source>In {minutes} minutes of other movement it would have answered {times}</source>
        <translation>In {minutes} Minuten anderer Bewegung hätte es {times} geantwortet</translation>
    </message>
    <message>
        <source>: too little to judge by, add other recordings</source>
        <translation>: zu wenig für ein Urteil, andere Aufnahmen hinzufügen</translation>
    </message>
    <message numerus="yes">
        <source>%n example(s)</source>
        <translation>
            <numerusform>%n Beispiel</numerusform>
            <numerusform>%n Beispiele</numerusform>
        </translation>
    </message>
    <message>
        <source>Confusion matrix</source>
        <translation>Verwechslungsmatrix</translation>
    </message>
    <message>
        <source>{action}: {count} of {of} not recognised</source>
        <translation>{action}: {count} von {of} nicht erkannt</translation>
    </message>
    <message>
        <source>{action}: {count} of {of} recognised</source>
        <translation>{action}: {count} von {of} erkannt</translation>
    </message>
    <message>
        <source>{action}: {count} of {of} taken for {other}</source>
        <translation>{action}: {count} von {of} für „{other}“ gehalten</translation>
    </message>
    <message numerus="yes">
        <source>%n more …</source>
        <translation>
            <numerusform>%n weiterer …</numerusform>
            <numerusform>%n weitere …</numerusform>
        </translation>
    </message>
    <message>
        <source>Threshold of {action}</source>
        <translation>Schwelle von „{action}“</translation>
    </message>
    <message>
        <source>sooner – surer</source>
        <translation>eher – sicherer</translation>
    </message>
    <message>
        <source>missed</source>
        <translation>verpasst</translation>
    </message>
    <message>
        <source>false/min</source>
        <translation>falsch/min</translation>
    </message>
    <message>
        <source>To the right: fewer false alarms, more misses. To the left: the other way round.</source>
        <translation>Nach rechts: weniger Fehlalarme, mehr wird übersehen. Nach links: umgekehrt.</translation>
    </message>
    <message>
        <source>misses {percent}</source>
        <translation>übersieht {percent}</translation>
    </message>
    <message>
        <source>{rate} false alarms a minute</source>
        <translation>{rate} Fehlalarme je Minute</translation>
    </message>
    <message>
        <source>{name} is gone: this is what the project has kept of it.</source>
        <translation>{name} ist nicht mehr da: Das hat das Projekt davon aufbewahrt.</translation>
    </message>
    <message>
        <source>There is no model to teach.</source>
        <translation>Es gibt kein Modell zum Lehren.</translation>
    </message>
    <message>
        <source>There is not enough to teach yet.</source>
        <translation>Zum Lehren reicht es noch nicht.</translation>
    </message>
    <message>
        <source>Recordings of other movement</source>
        <translation>Aufnahmen anderer Bewegungen</translation>
    </message>
    <message>
        <source>choice of bundled actions</source>
        <translation>Wahl der mitgelieferten Handlungen</translation>
    </message>
    <message>
        <source>Nothing has been taught yet.</source>
        <translation>Noch ist nichts gelehrt.</translation>
    </message>
    <message>
        <source>thresholds</source>
        <translation>Schwellen</translation>
    </message>
    <message>
        <source>This example has been removed.</source>
        <translation>Dieses Beispiel ist entfernt.</translation>
    </message>
    <message>
        <source>The actions could not be taught</source>
        <translation>Die Handlungen konnten nicht gelehrt werden</translation>
    </message>
    <message>
        <source>Could not be looked at for false alarms: {names}</source>
        <translation>Darin konnte nicht nach Fehlalarmen gesucht werden: {names}</translation>
    </message>
    <message>
        <source>The false alarms could not be counted</source>
        <translation>Die Fehlalarme konnten nicht gezählt werden</translation>
    </message>
    <message>
        <source>The taught model could not be saved</source>
        <translation>Das gelehrte Modell konnte nicht gespeichert werden</translation>
    </message>
    <message>
        <source>Back to the bundled model</source>
        <translation>Zurück zum mitgelieferten Modell</translation>
    </message>
    <message>
        <source>The taught model is in use: {path}</source>
        <translation>Das gelehrte Modell ist in Gebrauch: {path}</translation>
    </message>
    <message>
        <source>an example that ends before it begins</source>
        <translation>ein Beispiel, das endet, bevor es beginnt</translation>
    </message>
    <message>
        <source>a start before its end</source>
        <translation>ein Anfang vor dem Ende</translation>
    </message>
    <message>
        <source>an example of {span} s</source>
        <translation>ein Beispiel von {span} s</translation>
    </message>
    <message>
        <source>a recording from {first} s</source>
        <translation>eine Aufnahme ab {first} s</translation>
    </message>
    <message>
        <source>one that has the example</source>
        <translation>eine, die das Beispiel enthält</translation>
    </message>
    <message>
        <source>at most {most} s</source>
        <translation>höchstens {most} s</translation>
    </message>
    <message>
        <source>at most {most}</source>
        <translation>höchstens {most}</translation>
    </message>
    <message>
        <source>at least {least}</source>
        <translation>mindestens {least}</translation>
    </message>
    <message>
        <source>{first} s to {last} s</source>
        <translation>{first} s bis {last} s</translation>
    </message>
    <message>
        <source>{first} to {last} s</source>
        <translation>{first} bis {last} s</translation>
    </message>
    <message>
        <source>{label} at {first} to {last} s</source>
        <translation>{label} bei {first} bis {last} s</translation>
    </message>
    <message>
        <source>Mark one performance of the action for each example</source>
        <translation>Für jedes Beispiel eine einzelne Ausführung der Handlung markieren</translation>
    </message>
    <message>
        <source>Mark one performance of the action</source>
        <translation>Eine einzelne Ausführung der Handlung markieren</translation>
    </message>
    <message>
        <source>edges beyond what is kept of the recording</source>
        <translation>Ränder außerhalb dessen, was von der Aufnahme behalten wurde</translation>
    </message>
    <message>
        <source>Open the recording to move them further</source>
        <translation>Die Aufnahme öffnen, um sie weiter zu verschieben</translation>
    </message>
    <message>
        <source>{count} frames with somebody in them</source>
        <translation>{count} Bilder, auf denen jemand ist</translation>
    </message>
    <message>
        <source>Mark more</source>
        <translation>Mehr markieren</translation>
    </message>
    <message>
        <source>nobody is in it</source>
        <translation>niemand ist darin</translation>
    </message>
    <message>
        <source>nobody is to be seen</source>
        <translation>niemand ist zu sehen</translation>
    </message>
    <message>
        <source>the person is still being followed through the recording</source>
        <translation>die Person wird noch durch die Aufnahme verfolgt</translation>
    </message>
    <message>
        <source>Try again in a moment</source>
        <translation>Gleich noch einmal versuchen</translation>
    </message>
    <message>
        <source>Mark another one</source>
        <translation>Ein weiteres markieren</translation>
    </message>
    <message>
        <source>Mark it where somebody is</source>
        <translation>Dort markieren, wo jemand ist</translation>
    </message>
    <message>
        <source>the example of {first} s to {last} s is not in this recording</source>
        <translation>das Beispiel von {first} s bis {last} s ist nicht in dieser Aufnahme</translation>
    </message>
    <message>
        <source>the recording that it was marked in</source>
        <translation>die Aufnahme, in der es markiert wurde</translation>
    </message>
    <message>
        <source>Open that one, or move the edges within what is kept</source>
        <translation>Jene öffnen, oder die Ränder nur so weit verschieben, wie das Behaltene reicht</translation>
    </message>
    <message>
        <source>{span} is an example of {label} already</source>
        <translation>{span} ist schon ein Beispiel von {label}</translation>
    </message>
    <message>
        <source>an empty label</source>
        <translation>ein leerer Name</translation>
    </message>
    <message>
        <source>the name of an action</source>
        <translation>der Name einer Handlung</translation>
    </message>
    <message>
        <source>a label of {count} characters</source>
        <translation>ein Name von {count} Zeichen</translation>
    </message>
    <message>
        <source>a person of {count} characters</source>
        <translation>ein Personenname von {count} Zeichen</translation>
    </message>
    <message>
        <source>the label {name}</source>
        <translation>der Name {name}</translation>
    </message>
    <message>
        <source>the person {name}</source>
        <translation>der Personenname {name}</translation>
    </message>
    <message>
        <source>one line of visible characters</source>
        <translation>eine Zeile sichtbarer Zeichen</translation>
    </message>
    <message>
        <source>no example of any action</source>
        <translation>kein Beispiel irgendeiner Handlung</translation>
    </message>
    <message>
        <source>Mark some first</source>
        <translation>Zuerst welche markieren</translation>
    </message>
    <message>
        <source>{count} examples</source>
        <translation>{count} Beispiele</translation>
    </message>
    <message>
        <source>Take fewer of each action, or train a model on all of them: {command} train</source>
        <translation>Weniger von jeder Handlung nehmen, oder mit allen ein Modell trainieren: {command} train</translation>
    </message>
    <message>
        <source>an action named {name}</source>
        <translation>eine Handlung namens {name}</translation>
    </message>
    <message>
        <source>Give it another name</source>
        <translation>Einen anderen Namen geben</translation>
    </message>
    <message>
        <source>{label} is an action of the bundled model already</source>
        <translation>{label} ist schon eine Handlung des mitgelieferten Modells</translation>
    </message>
    <message>
        <source>Give it another name, or teach your actions instead of the bundled ones: --instead</source>
        <translation>Einen anderen Namen geben, oder Ihre Handlungen anstelle der mitgelieferten lehren (--instead)</translation>
    </message>
    <message>
        <source>one example of {label}</source>
        <translation>ein einziges Beispiel von {label}</translation>
    </message>
    <message>
        <source>{count} or more, better 5</source>
        <translation>{count} oder mehr, besser 5</translation>
    </message>
    <message>
        <source>{label} twice at the same time</source>
        <translation>{label} zweimal zur selben Zeit</translation>
    </message>
    <message>
        <source>{label} and {other} at the same time</source>
        <translation>{label} und {other} zur selben Zeit</translation>
    </message>
    <message>
        <source>one example after the other</source>
        <translation>ein Beispiel nach dem anderen</translation>
    </message>
    <message>
        <source>Move their edges apart, or remove one</source>
        <translation>Ihre Ränder auseinanderschieben, oder eines entfernen</translation>
    </message>
    <message>
        <source>there is no such project</source>
        <translation>es gibt kein solches Projekt</translation>
    </message>
    <message>
        <source>the project is open in another window or program</source>
        <translation>das Projekt ist in einem anderen Fenster oder Programm geöffnet</translation>
    </message>
    <message>
        <source>Close it there first</source>
        <translation>Zuerst dort schließen</translation>
    </message>
    <message>
        <source>a file of this name exists already</source>
        <translation>eine Datei dieses Namens gibt es schon</translation>
    </message>
    <message>
        <source>Choose another name: it is never overwritten.</source>
        <translation>Einen anderen Namen wählen: sie wird nie überschrieben.</translation>
    </message>
    <message>
        <source>It was not taught here: move it, or save the project under another name (Ctrl+Alt+S).</source>
        <translation>Sie wurde nicht hier angelernt: sie verschieben, oder das Projekt unter einem anderen Namen speichern (Strg+Alt+S).</translation>
    </message>
    <message>
        <source>cannot be written: {reason}</source>
        <translation>kann nicht geschrieben werden: {reason}</translation>
    </message>
    <message>
        <source>cannot be read ({reason})</source>
        <translation>kann nicht gelesen werden ({reason})</translation>
    </message>
    <message>
        <source>Choose a folder that exists, has room and is yours to write to.</source>
        <translation>Einen Ordner wählen, den es gibt, der Platz hat und in den Sie schreiben dürfen.</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>kein Platz mehr auf dem Datenträger</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>der Datenträger ist schreibgeschützt</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>Datei oder Ordner gibt es nicht</translation>
    </message>
    <message>
        <source>It holds changes of a project: choose another name.</source>
        <translation>Sie enthält Änderungen eines Projekts: einen anderen Namen wählen.</translation>
    </message>
    <message>
        <source>Copy it to a folder that is yours to write to.</source>
        <translation>Es in einen Ordner kopieren, in den Sie schreiben dürfen.</translation>
    </message>
    <message>
        <source>a project of custom actions</source>
        <translation>ein Projekt eigener Handlungen</translation>
    </message>
    <message>
        <source>a project</source>
        <translation>ein Projekt</translation>
    </message>
    <message>
        <source>Take a copy of it, or mark the examples anew</source>
        <translation>Eine Kopie davon nehmen, oder die Beispiele neu markieren</translation>
    </message>
    <message>
        <source>Update this program to open it</source>
        <translation>Dieses Programm aktualisieren, um es zu öffnen</translation>
    </message>
    <message>
        <source>{name} is damaged or was cut off at byte {place}: no change could be read, later ones are lost.</source>
        <translation>{name} ist beschädigt oder bei Byte {place} abgeschnitten: keine Änderung war lesbar, spätere sind verloren.</translation>
    </message>
    <message>
        <source>{name} is damaged or was cut off at byte {place}: the {count} changes before that were kept, later ones are lost.</source>
        <translation>{name} ist beschädigt oder bei Byte {place} abgeschnitten: die {count} Änderungen davor sind behalten, spätere sind verloren.</translation>
    </message>
    <message>
        <source>A copy of the journal is kept as {name}.</source>
        <translation>Eine Kopie des Journals liegt in {name}.</translation>
    </message>
    <message>
        <source>The file is another one than before the program ended: examples that were marked then were added.</source>
        <translation>Die Datei ist eine andere als vor dem Ende des Programms: damals markierte Beispiele wurden hinzugefügt.</translation>
    </message>
    <message>
        <source>{count} examples were added.</source>
        <translation>{count} Beispiele wurden hinzugefügt.</translation>
    </message>
    <message>
        <source>{count} were there already.</source>
        <translation>{count} waren schon da.</translation>
    </message>
    <message>
        <source>{count} are in both, changed in one of them: they stay as they are here.</source>
        <translation>{count} sind in beiden, in einem davon geändert: sie bleiben, wie sie hier sind.</translation>
    </message>
    <message>
        <source>recover</source>
        <translation>wiederhergestellt</translation>
    </message>
    <message>
        <source>Events cannot be sent</source>
        <translation>Ereignisse können nicht gesendet werden</translation>
    </message>
    <message>
        <source>{address} gets no events</source>
        <translation>{address} erhält keine Ereignisse</translation>
    </message>
    <message>
        <source>{address} gets events again; it missed {count}.</source>
        <translation>{address} bekommt wieder Ereignisse; {count} fehlen ihm.</translation>
    </message>
    <message>
        <source>This is a recorded person as a sensor sees people: 25 joints, no image. It plays again and again; Space stops it.</source>
        <translation>Das ist ein aufgenommener Mensch, wie ein Sensor ihn sieht: 25 Gelenke, kein Bild. Die Aufnahme läuft immer wieder; die Leertaste hält sie an.</translation>
    </message>
    <message>
        <source>The action that the network recognises, and how sure it is. While the person does nothing that it knows, this stays quiet.</source>
        <translation>Hier steht, wofür das Netz die Bewegung hält. Meistens ist es nichts, was es kennt: Dann bleibt es hier still.</translation>
    </message>
    <message>
        <source>Frame attention F_A: how much each moment of the last seconds counts. Point at a curve to see the pose of that moment.</source>
        <translation>Aufmerksamkeit F_A: wie viel jeder Moment der letzten Sekunden zählt. Zeigen Sie auf eine Kurve, um die Haltung dieses Moments zu sehen.</translation>
    </message>
    <message>
        <source>The whole recording: actions in colour, and below them where the attention was. Click to go there.</source>
        <translation>Die ganze Aufnahme: Handlungen in Farbe, darunter, wo die Aufmerksamkeit lag. Ein Klick führt dorthin.</translation>
    </message>
    <message>
        <source>Now it is your turn: with your camera, or with actions that you teach.</source>
        <translation>Jetzt sind Sie an der Reihe: mit Ihrer Kamera oder mit Handlungen, die Sie selbst lehren.</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Zurück</translation>
    </message>
    <message>
        <source>The page before</source>
        <translation>Die Seite davor</translation>
    </message>
    <message>
        <source>What was said before</source>
        <translation>Was zuvor gesagt wurde</translation>
    </message>
    <message>
        <source>Next</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>The next part of the window</source>
        <translation>Der nächste Teil des Fensters</translation>
    </message>
    <message>
        <source>Recognise your own movements (Ctrl+L)</source>
        <translation>Die eigenen Bewegungen erkennen (Strg+L)</translation>
    </message>
    <message>
        <source>Mark and teach your own actions (Ctrl+T)</source>
        <translation>Eigene Handlungen markieren und lehren (Strg+T)</translation>
    </message>
    <message>
        <source>End the tour</source>
        <translation>Rundgang beenden</translation>
    </message>
    <message>
        <source>Hide this; the recording plays on</source>
        <translation>Ausblenden; die Aufnahme läuft weiter</translation>
    </message>
    <message>
        <source>{step} of {steps}</source>
        <translation>{step} von {steps}</translation>
    </message>
    <message>
        <source>left</source>
        <translation>links</translation>
    </message>
    <message>
        <source>right</source>
        <translation>rechts</translation>
    </message>
    <message>
        <source>Angles</source>
        <translation>Winkel</translation>
    </message>
    <message>
        <source>degrees</source>
        <translation>Grad</translation>
    </message>
    <message>
        <source>knee flexion</source>
        <translation>Kniebeugung</translation>
    </message>
    <message>
        <source>hip flexion</source>
        <translation>Hüftbeugung</translation>
    </message>
    <message>
        <source>hip abduction</source>
        <translation>Hüftabspreizung</translation>
    </message>
    <message>
        <source>shoulder flexion</source>
        <translation>Schulterbeugung</translation>
    </message>
    <message>
        <source>shoulder abduction</source>
        <translation>Schulterabspreizung</translation>
    </message>
    <message>
        <source>shoulder elevation</source>
        <translation>Schulterhebung</translation>
    </message>
    <message>
        <source>elbow flexion</source>
        <translation>Ellbogenbeugung</translation>
    </message>
    <message>
        <source>trunk inclination</source>
        <translation>Rumpfneigung</translation>
    </message>
    <message>
        <source>trunk inclination forward</source>
        <translation>Rumpfneigung nach vorn</translation>
    </message>
    <message>
        <source>Distances</source>
        <translation>Abstände</translation>
    </message>
    <message>
        <source>metres</source>
        <translation>Meter</translation>
    </message>
    <message>
        <source>wrist to wrist</source>
        <translation>Handgelenk zu Handgelenk</translation>
    </message>
    <message>
        <source>ankle to ankle</source>
        <translation>Knöchel zu Knöchel</translation>
    </message>
    <message>
        <source>hips over ankles</source>
        <translation>Hüfte über Knöcheln</translation>
    </message>
    <message>
        <source>Speeds</source>
        <translation>Geschwindigkeiten</translation>
    </message>
    <message>
        <source>metres per second</source>
        <translation>Meter pro Sekunde</translation>
    </message>
    <message>
        <source>hips</source>
        <translation>Hüfte</translation>
    </message>
    <message>
        <source>wrist</source>
        <translation>Handgelenk</translation>
    </message>
    <message>
        <source>ankle</source>
        <translation>Knöchel</translation>
    </message>
    <message>
        <source>seconds from the frame on display</source>
        <translation>Sekunden ab dem angezeigten Bild</translation>
    </message>
    <message>
        <source>Curves</source>
        <translation>Kurven</translation>
    </message>
    <message>
        <source>What is plotted: up to six joint angles, distances or speeds</source>
        <translation>Was gezeichnet wird: bis zu sechs Gelenkwinkel, Abstände oder Geschwindigkeiten</translation>
    </message>
    <message>
        <source>Movement</source>
        <translation>Bewegung</translation>
    </message>
    <message>
        <source>{kind} over time</source>
        <translation>{kind} über der Zeit</translation>
    </message>
    <message>
        <source>Choose what to plot</source>
        <translation>Wählen Sie, was gezeichnet wird</translation>
    </message>
    <message>
        <source>Shown while somebody is in view</source>
        <translation>Erscheint, solange jemand zu sehen ist</translation>
    </message>
    <message>
        <source>Movement could not be measured</source>
        <translation>Die Bewegung konnte nicht gemessen werden</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>Look for cameras, and choose one by its name</source>
        <translation>Kameras suchen und eine beim Namen wählen</translation>
    </message>
    <message>
        <source>{title}: not checked, as {modules} cannot be found</source>
        <translation>{title}: nicht geprüft, da {modules} fehlt</translation>
    </message>
    <message>
        <source>see the libraries above</source>
        <translation>siehe die Bibliotheken weiter oben</translation>
    </message>
    <message>
        <source>{title}: the check failed ({error})</source>
        <translation>{title}: die Prüfung ist fehlgeschlagen ({error})</translation>
    </message>
    <message>
        <source>what it would have found is unknown</source>
        <translation>was sie gefunden hätte, ist nicht bekannt</translation>
    </message>
    <message>
        <source>the libraries have wheels for Python {versions}</source>
        <translation>die Bibliotheken gibt es fertig gebaut für Python {versions}</translation>
    </message>
    <message>
        <source>{oldest} to {newest}</source>
        <translation>{oldest} bis {newest}</translation>
    </message>
    <message>
        <source>Install one of these and put {name} into it, e.g. {command}</source>
        <translation>Eines davon installieren und {name} dort hinein, z. B. {command}</translation>
    </message>
    <message>
        <source>a Python of {bits} bits</source>
        <translation>ein Python mit {bits} Bit</translation>
    </message>
    <message>
        <source>the libraries have wheels for 64 bits only</source>
        <translation>die Bibliotheken gibt es fertig gebaut nur für 64 Bit</translation>
    </message>
    <message>
        <source>Install the 64-bit Python</source>
        <translation>Das Python mit 64 Bit installieren</translation>
    </message>
    <message>
        <source>no virtual environment ({path})</source>
        <translation>keine virtuelle Umgebung ({path})</translation>
    </message>
    <message>
        <source>other programs in the same Python may need other versions of the same libraries</source>
        <translation>andere Programme im selben Python brauchen vielleicht andere Versionen derselben Bibliotheken</translation>
    </message>
    <message>
        <source>{command}, or use Python 3.12</source>
        <translation>{command}, oder Python 3.12 benutzen</translation>
    </message>
    <message>
        <source>{good} of {all} libraries are installed and work</source>
        <translation>{good} von {all} Bibliotheken sind installiert und arbeiten</translation>
    </message>
    <message>
        <source>without it: {purpose}</source>
        <translation>ohne sie: {purpose}</translation>
    </message>
    <message>
        <source>nothing works</source>
        <translation>nichts geht</translation>
    </message>
    <message>
        <source>models and settings cannot be read</source>
        <translation>Modelle und Einstellungen sind nicht lesbar</translation>
    </message>
    <message>
        <source>the bundled models cannot be run</source>
        <translation>die mitgelieferten Modelle laufen nicht</translation>
    </message>
    <message>
        <source>no poses from cameras and videos</source>
        <translation>keine Haltungen aus Kameras und Videos</translation>
    </message>
    <message>
        <source>no cameras and videos</source>
        <translation>keine Kameras und Videos</translation>
    </message>
    <message>
        <source>no window</source>
        <translation>kein Fenster</translation>
    </message>
    <message>
        <source>no figures (attention)</source>
        <translation>keine Abbildungen (attention)</translation>
    </message>
    <message>
        <source>no command but this one can print</source>
        <translation>kein Befehl außer diesem kann etwas ausgeben</translation>
    </message>
    <message>
        <source>settings and pose models have no folder</source>
        <translation>Einstellungen und Haltungsmodelle haben keinen Ordner</translation>
    </message>
    <message>
        <source>no window: settings cannot be shared</source>
        <translation>kein Fenster: Einstellungen können nicht geteilt werden</translation>
    </message>
    <message>
        <source>pose models cannot be downloaded</source>
        <translation>Haltungsmodelle können nicht heruntergeladen werden</translation>
    </message>
    <message>
        <source>recordings cannot be written</source>
        <translation>Aufnahmen können nicht geschrieben werden</translation>
    </message>
    <message>
        <source>recordings cannot be read</source>
        <translation>Aufnahmen können nicht gelesen werden</translation>
    </message>
    <message>
        <source>no training, no custom actions</source>
        <translation>kein Training, keine eigenen Handlungen</translation>
    </message>
    <message>
        <source>MediaPipe has no wheels for Intel Macs</source>
        <translation>MediaPipe gibt es nicht für Macs mit Intel</translation>
    </message>
    <message>
        <source>recordings of skeletons work, cameras do not</source>
        <translation>Aufnahmen von Skeletten gehen, Kameras nicht</translation>
    </message>
    <message>
        <source>{package} is not installed</source>
        <translation>{package} ist nicht installiert</translation>
    </message>
    <message>
        <source>{packages} not installed</source>
        <translation>{packages} nicht installiert</translation>
    </message>
    <message>
        <source>{package} is installed and cannot be imported: {error}</source>
        <translation>{package} ist installiert und lässt sich nicht laden: {error}</translation>
    </message>
    <message>
        <source>{command}; for a missing lib*.so, see the system libraries below</source>
        <translation>{command}; fehlt eine lib*.so, siehe die Systembibliotheken weiter unten</translation>
    </message>
    <message>
        <source>{module} is there, but not from the package {package}</source>
        <translation>{module} ist da, aber nicht aus dem Paket {package}</translation>
    </message>
    <message>
        <source>only this package&apos;s versions are tested</source>
        <translation>nur die Versionen dieses Pakets sind geprüft</translation>
    </message>
    <message>
        <source>{package}, where {requirement} is tested</source>
        <translation>{package}; geprüft ist {requirement}</translation>
    </message>
    <message>
        <source>other versions may not work, or talk to the network</source>
        <translation>andere Versionen gehen vielleicht nicht oder sprechen mit dem Netz</translation>
    </message>
    <message>
        <source>only training, teaching custom actions and models without an ONNX export need them</source>
        <translation>nur Training, das Lehren eigener Handlungen und Modelle ohne ONNX-Export brauchen sie</translation>
    </message>
    <message>
        <source>{packages} are both installed</source>
        <translation>{packages} sind zugleich installiert</translation>
    </message>
    <message>
        <source>they overwrite each other&apos;s {module}: which one works is chance</source>
        <translation>sie überschreiben einander {module}: welches geht, ist Zufall</translation>
    </message>
    <message>
        <source>PySide6 {version} with Python {python}</source>
        <translation>PySide6 {version} mit Python {python}</translation>
    </message>
    <message>
        <source>together they abort within seconds of drawing: PySide6 loses references to None there</source>
        <translation>zusammen brechen sie nach Sekunden des Zeichnens ab: PySide6 verliert dort Verweise auf None</translation>
    </message>
    <message>
        <source>No known conflicts between packages</source>
        <translation>Keine bekannten Widersprüche zwischen Paketen</translation>
    </message>
    <message>
        <source>The wheels for this system bring all libraries</source>
        <translation>Die Pakete für dieses System bringen alle Bibliotheken mit</translation>
    </message>
    <message>
        <source>{count} system libraries are there</source>
        <translation>{count} Systembibliotheken sind da</translation>
    </message>
    <message>
        <source>{name} is missing (Debian, Ubuntu: {package})</source>
        <translation>{name} fehlt (Debian, Ubuntu: {package})</translation>
    </message>
    <message>
        <source>{purpose} cannot be loaded without it</source>
        <translation>{purpose}: ohne sie nicht zu laden</translation>
    </message>
    <message>
        <source>A window can be opened ({display})</source>
        <translation>Ein Fenster kann geöffnet werden ({display})</translation>
    </message>
    <message>
        <source>there is no window; {command} need none</source>
        <translation>es gibt kein Fenster; {command} brauchen keines</translation>
    </message>
    <message>
        <source>No NVIDIA GPU with a driver; none is needed</source>
        <translation>Keine NVIDIA-GPU mit Treiber; es braucht keine</translation>
    </message>
    <message>
        <source>torch is not installed, so models run on the CPU</source>
        <translation>torch ist nicht installiert, daher laufen Modelle auf der CPU</translation>
    </message>
    <message>
        <source>one window takes a few milliseconds there; a GPU is for training</source>
        <translation>ein Fenster dauert dort wenige Millisekunden; eine GPU ist für das Training</translation>
    </message>
    <message>
        <source>torch cannot be asked for a GPU: {error}</source>
        <translation>torch kann nicht nach einer GPU gefragt werden: {error}</translation>
    </message>
    <message>
        <source>it is not used</source>
        <translation>sie wird nicht benutzt</translation>
    </message>
    <message>
        <source>torch {version} uses it: {name}</source>
        <translation>torch {version} benutzt sie: {name}</translation>
    </message>
    <message>
        <source>torch {version} does not use the GPU</source>
        <translation>torch {version} benutzt die GPU nicht</translation>
    </message>
    <message>
        <source>it is built for {target}; training takes longer</source>
        <translation>es ist für {target} gebaut; Training dauert länger</translation>
    </message>
    <message>
        <source>Install a CUDA build of torch that fits the driver (docs/dependencies.md, Which torch)</source>
        <translation>Ein torch für CUDA installieren, das zum Treiber passt (docs/dependencies.md, Which torch)</translation>
    </message>
    <message>
        <source>Cameras cannot be listed: {error}</source>
        <translation>Kameras lassen sich nicht auflisten: {error}</translation>
    </message>
    <message>
        <source>their names are unknown</source>
        <translation>ihre Namen sind unbekannt</translation>
    </message>
    <message>
        <source>No camera was found</source>
        <translation>Keine Kamera gefunden</translation>
    </message>
    <message>
        <source>live recognition needs one; videos and recordings do not</source>
        <translation>live braucht es eine; für Videos und Aufnahmen nicht</translation>
    </message>
    <message>
        <source>Plug one in, or: {commands}</source>
        <translation>Eine anschließen, oder: {commands}</translation>
    </message>
    <message>
        <source>Camera {name}</source>
        <translation>Kamera {name}</translation>
    </message>
    <message>
        <source>{camera} may not be used by you</source>
        <translation>{camera} darf von Ihnen nicht benutzt werden</translation>
    </message>
    <message>
        <source>live recognition cannot open it</source>
        <translation>live lässt sie sich nicht öffnen</translation>
    </message>
    <message>
        <source>{command}, then log in again</source>
        <translation>{command}, dann neu anmelden</translation>
    </message>
    <message>
        <source>{camera} gives no image: {how}</source>
        <translation>{camera} gibt kein Bild: {how}</translation>
    </message>
    <message>
        <source>it does not open</source>
        <translation>sie lässt sich nicht öffnen</translation>
    </message>
    <message>
        <source>it gives no image</source>
        <translation>es kommt kein Bild</translation>
    </message>
    <message>
        <source>live recognition cannot use it</source>
        <translation>live ist sie nicht zu gebrauchen</translation>
    </message>
    <message>
        <source>Close other programs that use it; on macOS and Windows allow camera access in the settings</source>
        <translation>Andere Programme schließen, die sie benutzen; unter macOS und Windows den Zugriff in den Einstellungen erlauben</translation>
    </message>
    <message>
        <source>{camera}, and its images are black</source>
        <translation>{camera}, und ihre Bilder sind schwarz</translation>
    </message>
    <message>
        <source>nobody can be seen in them</source>
        <translation>niemand ist darin zu sehen</translation>
    </message>
    <message>
        <source>Open its shutter, take off its cover, or switch on a light</source>
        <translation>Die Blende öffnen, die Abdeckung abnehmen oder Licht machen</translation>
    </message>
    <message>
        <source>{camera}, after {seconds} s</source>
        <translation>{camera}, nach {seconds} s</translation>
    </message>
    <message>
        <source>{path} differs from what is committed</source>
        <translation>{path} weicht von dem ab, was eingecheckt ist</translation>
    </message>
    <message>
        <source>if it was not you who changed it, it is damaged</source>
        <translation>wenn nicht Sie es geändert haben, ist es beschädigt</translation>
    </message>
    <message>
        <source>Bundled models: {names}</source>
        <translation>Mitgelieferte Modelle: {names}</translation>
    </message>
    <message>
        <source>{path} is damaged: {why}</source>
        <translation>{path} ist beschädigt: {why}</translation>
    </message>
    <message>
        <source>its checksum is another one</source>
        <translation>die Prüfsumme ist eine andere</translation>
    </message>
    <message>
        <source>it is no safetensors file</source>
        <translation>es ist keine safetensors-Datei</translation>
    </message>
    <message>
        <source>{found} bytes, where it says {whole}</source>
        <translation>{found} Byte, angegeben sind {whole}</translation>
    </message>
    <message>
        <source>it is no JSON</source>
        <translation>es ist kein JSON</translation>
    </message>
    <message>
        <source>it holds no JSON object</source>
        <translation>es enthält kein JSON-Objekt</translation>
    </message>
    <message>
        <source>it names no actions</source>
        <translation>es nennt keine Handlungen</translation>
    </message>
    <message>
        <source>{path} cannot be read ({error})</source>
        <translation>{path} kann nicht gelesen werden ({error})</translation>
    </message>
    <message>
        <source>it is part of the program</source>
        <translation>es ist ein Teil des Programms</translation>
    </message>
    <message>
        <source>No list of the installed files</source>
        <translation>Keine Liste der installierten Dateien</translation>
    </message>
    <message>
        <source>damage to them goes unnoticed</source>
        <translation>Schäden an ihnen bleiben unbemerkt</translation>
    </message>
    <message>
        <source>{count} installed files are whole, the bundled models among them</source>
        <translation>{count} installierte Dateien sind heil, darunter die mitgelieferten Modelle</translation>
    </message>
    <message>
        <source>the model cannot be used</source>
        <translation>das Modell ist nicht zu gebrauchen</translation>
    </message>
    <message>
        <source>No models in {folder}</source>
        <translation>Keine Modelle in {folder}</translation>
    </message>
    <message>
        <source>nothing can be recognised</source>
        <translation>nichts kann erkannt werden</translation>
    </message>
    <message>
        <source>Pose model {name}: {path}</source>
        <translation>Haltungsmodell {name}: {path}</translation>
    </message>
    <message>
        <source>no poses can be found with it</source>
        <translation>damit lassen sich keine Haltungen finden</translation>
    </message>
    <message>
        <source>Remove it; {command} downloads it again</source>
        <translation>Löschen; {command} lädt es neu herunter</translation>
    </message>
    <message>
        <source>No pose model in {folder} yet</source>
        <translation>Noch kein Haltungsmodell in {folder}</translation>
    </message>
    <message>
        <source>cameras and videos need one; {command} downloads {size} MB once</source>
        <translation>Kameras und Videos brauchen eines; {command} lädt einmal {size} MB herunter</translation>
    </message>
    <message>
        <source>Without a network, fetch {address} elsewhere and put it into this folder</source>
        <translation>Ohne Netz {address} anderswo holen und in diesen Ordner legen</translation>
    </message>
    <message>
        <source>No preferences yet ({path})</source>
        <translation>Noch keine Einstellungen ({path})</translation>
    </message>
    <message>
        <source>Preferences: {path}</source>
        <translation>Einstellungen: {path}</translation>
    </message>
    <message>
        <source>the window starts with its defaults</source>
        <translation>das Fenster beginnt mit den Voreinstellungen</translation>
    </message>
    <message>
        <source>Make it yours to read and write</source>
        <translation>Lesen und Schreiben erlauben</translation>
    </message>
    <message>
        <source>Remove it: {command}</source>
        <translation>Löschen: {command}</translation>
    </message>
    <message>
        <source>{path} cannot be written</source>
        <translation>{path} kann nicht geschrieben werden</translation>
    </message>
    <message>
        <source>choices are forgotten</source>
        <translation>was gewählt wird, wird vergessen</translation>
    </message>
    <message>
        <source>Make it and its folder yours to write</source>
        <translation>Schreiben in Datei und Ordner erlauben</translation>
    </message>
    <message>
        <source>The preferences name a {kind} that is not there: {path}</source>
        <translation>Die Einstellungen nennen ein {kind}, das nicht da ist: {path}</translation>
    </message>
    <message>
        <source>model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>pose model</source>
        <translation>Haltungsmodell</translation>
    </message>
    <message>
        <source>the bundled or downloaded one is used instead</source>
        <translation>stattdessen wird das mitgelieferte oder heruntergeladene benutzt</translation>
    </message>
    <message>
        <source>Choose another one in the window&apos;s settings</source>
        <translation>In den Einstellungen des Fensters ein anderes wählen</translation>
    </message>
    <message>
        <source>Recordings: {rest}</source>
        <translation>Aufnahmen: {rest}</translation>
    </message>
    <message>
        <source>Pose models: {rest}</source>
        <translation>Haltungsmodelle: {rest}</translation>
    </message>
    <message>
        <source>{folder}: cannot be asked for its room ({error})</source>
        <translation>{folder}: wie viel Platz ist, lässt sich nicht sagen ({error})</translation>
    </message>
    <message>
        <source>{folder}: the disk is full ({room} MB free)</source>
        <translation>{folder}: der Datenträger ist voll ({room} MB frei)</translation>
    </message>
    <message>
        <source>a recording ends when the disk is full</source>
        <translation>eine Aufnahme endet, wenn der Datenträger voll ist</translation>
    </message>
    <message>
        <source>Make room, or choose another folder in the settings (--recordings DIR)</source>
        <translation>Platz schaffen oder in den Einstellungen einen anderen Ordner wählen (--recordings DIR)</translation>
    </message>
    <message>
        <source>Choose another folder in the settings (--recordings DIR)</source>
        <translation>In den Einstellungen einen anderen Ordner wählen (--recordings DIR)</translation>
    </message>
    <message>
        <source>{folder}: may not be written to</source>
        <translation>{folder}: Schreiben ist nicht erlaubt</translation>
    </message>
    <message>
        <source>nothing can be saved there</source>
        <translation>dort lässt sich nichts sichern</translation>
    </message>
    <message>
        <source>{folder}: cannot be written to ({error})</source>
        <translation>{folder}: kann nicht beschrieben werden ({error})</translation>
    </message>
    <message>
        <source>{folder}: {room} GB free, {speed} MB/s</source>
        <translation>{folder}: {room} GB frei, {speed} MB/s</translation>
    </message>
    <message>
        <source>a recording with images takes gigabytes an hour</source>
        <translation>eine Aufnahme mit Bildern braucht Gigabytes in der Stunde</translation>
    </message>
    <message>
        <source>Make room</source>
        <translation>Platz schaffen</translation>
    </message>
    <message>
        <source>a recording with images may lose frames</source>
        <translation>eine Aufnahme mit Bildern kann Bilder verlieren</translation>
    </message>
    <message>
        <source>Record to another disk</source>
        <translation>Auf einen anderen Datenträger aufnehmen</translation>
    </message>
    <message>
        <source>No window could be recognised: {error}</source>
        <translation>Kein Fenster konnte erkannt werden: {error}</translation>
    </message>
    <message>
        <source>this is what the program is for</source>
        <translation>dazu ist das Programm da</translation>
    </message>
    <message>
        <source>Mend what is named above first; if nothing is, this is a bug: please report it</source>
        <translation>Zuerst beheben, was weiter oben steht; steht dort nichts, ist das ein Fehler des Programms: bitte melden</translation>
    </message>
    <message>
        <source>One window takes {time} ms on {device}</source>
        <translation>Ein Fenster dauert {time} ms auf {device}</translation>
    </message>
    <message>
        <source>live, ten windows a second are due</source>
        <translation>live sind zehn Fenster in der Sekunde fällig</translation>
    </message>
    <message>
        <source>Close other programs</source>
        <translation>Andere Programme schließen</translation>
    </message>
    <message>
        <source>A library wanted to reach {addresses} while a window was recognised</source>
        <translation>Eine Bibliothek wollte {addresses} erreichen, während ein Fenster erkannt wurde</translation>
    </message>
    <message>
        <source>the program itself talks to nobody then</source>
        <translation>das Programm selbst spricht dabei mit niemandem</translation>
    </message>
    <message>
        <source>Install the tested versions: see the libraries above</source>
        <translation>Die geprüften Versionen installieren: siehe die Bibliotheken weiter oben</translation>
    </message>
    <message>
        <source>{package} sends usage data to its makers</source>
        <translation>{package} schickt Nutzungsdaten an seine Hersteller</translation>
    </message>
    <message>
        <source>a program that films people should talk to nobody</source>
        <translation>ein Programm, das Menschen filmt, sollte mit niemandem sprechen</translation>
    </message>
    <message>
        <source>a program that films people should talk to nobody; poses are refused with it</source>
        <translation>ein Programm, das Menschen filmt, sollte mit niemandem sprechen; Haltungen werden damit nicht gesucht</translation>
    </message>
    <message>
        <source>No library here is known to contact anybody</source>
        <translation>Von keiner Bibliothek hier ist bekannt, dass sie jemanden anspricht</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>Bibliotheken</translation>
    </message>
    <message>
        <source>Conflicts between packages</source>
        <translation>Widersprüche zwischen Paketen</translation>
    </message>
    <message>
        <source>System libraries</source>
        <translation>Systembibliotheken</translation>
    </message>
    <message>
        <source>Display</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>Cameras</source>
        <translation>Kameras</translation>
    </message>
    <message>
        <source>Pose models</source>
        <translation>Haltungsmodelle</translation>
    </message>
    <message>
        <source>Bundled models</source>
        <translation>Mitgelieferte Modelle</translation>
    </message>
    <message>
        <source>Preferences</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Room and speed for recordings</source>
        <translation>Platz und Tempo für Aufnahmen</translation>
    </message>
    <message>
        <source>One window through the network</source>
        <translation>Ein Fenster durch das Netz</translation>
    </message>
    <message>
        <source>Network contacts</source>
        <translation>Verbindungen ins Netz</translation>
    </message>
    <message>
        <source>ok</source>
        <translation>gut</translation>
    </message>
    <message>
        <source>note</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>warning</source>
        <translation>Warnung</translation>
    </message>
    <message>
        <source>problem</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>why</source>
        <translation>warum</translation>
    </message>
    <message>
        <source>do</source>
        <translation>tun</translation>
    </message>
    <message>
        <source>By the bones</source>
        <translation>Nach den Knochen</translation>
    </message>
    <message>
        <source>Metres</source>
        <translation>Meter</translation>
    </message>
    <message>
        <source>Centimetres</source>
        <translation>Zentimeter</translation>
    </message>
    <message>
        <source>Millimetres</source>
        <translation>Millimeter</translation>
    </message>
    <message>
        <source>This takes {needed} columns; there are {width}.</source>
        <translation>Dafür braucht es {needed} Spalten; es gibt {width}.</translation>
    </message>
    <message>
        <source>The bones are not those of a person.</source>
        <translation>Die Knochen sind nicht die eines Menschen.</translation>
    </message>
    <message>
        <source>The bones are those of a person.</source>
        <translation>Die Knochen sind die eines Menschen.</translation>
    </message>
    <message>
        <source>Assign columns</source>
        <translation>Spalten zuordnen</translation>
    </message>
    <message>
        <source>{name} is a table of {count} columns that was not recognised. Say what they hold.</source>
        <translation>{name} ist eine Tabelle mit {count} Spalten, die nicht erkannt wurde. Geben Sie an, was sie enthalten.</translation>
    </message>
    <message>
        <source>Row that is shown</source>
        <translation>Gezeigte Zeile</translation>
    </message>
    <message>
        <source>Save and open</source>
        <translation>Speichern und öffnen</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Keine</translation>
    </message>
    <message>
        <source>None: 30 per second</source>
        <translation>Keine: 30 pro Sekunde</translation>
    </message>
    <message>
        <source>Joints</source>
        <translation>Gelenke</translation>
    </message>
    <message>
        <source>First column</source>
        <translation>Erste Spalte</translation>
    </message>
    <message>
        <source>Numbers of each joint</source>
        <translation>Zahlen je Gelenk</translation>
    </message>
    <message>
        <source>Order of the axes</source>
        <translation>Reihenfolge der Achsen</translation>
    </message>
    <message>
        <source>State is number</source>
        <translation>Zustand ist Zahl</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Unit</source>
        <translation>Einheit</translation>
    </message>
    <message>
        <source>Skeleton that the columns show</source>
        <translation>Skelett, das die Spalten zeigen</translation>
    </message>
    <message>
        <source>Nobody in this row</source>
        <translation>Niemand in dieser Zeile</translation>
    </message>
    <message>
        <source>Excel workbook (.xlsx)</source>
        <translation>Excel-Arbeitsmappe (.xlsx)</translation>
    </message>
    <message>
        <source>CSV with commas and 0.5 (.csv)</source>
        <translation>CSV mit Kommas und 0.5 (.csv)</translation>
    </message>
    <message>
        <source>CSV with semicolons and 0,5 (.csv)</source>
        <translation>CSV mit Semikolons und 0,5 (.csv)</translation>
    </message>
    <message>
        <source>Parquet (.parquet)</source>
        <translation>Parquet (.parquet)</translation>
    </message>
    <message>
        <source>ELAN document (.eaf)</source>
        <translation>ELAN-Dokument (.eaf)</translation>
    </message>
    <message>
        <source>BORIS project (.boris)</source>
        <translation>BORIS-Projekt (.boris)</translation>
    </message>
    <message>
        <source>Actions: when each began and ended</source>
        <translation>Handlungen: wann jede begann und endete</translation>
    </message>
    <message>
        <source>Summary: how often, and how long altogether</source>
        <translation>Übersicht: wie oft und wie lange insgesamt</translation>
    </message>
    <message>
        <source>Repetitions: when each began, how long it took, how deep it was</source>
        <translation>Wiederholungen: wann jede begann, wie lange sie dauerte, wie tief sie war</translation>
    </message>
    <message>
        <source>Angles, distances and speeds in every frame</source>
        <translation>Winkel, Abstände und Geschwindigkeiten in jedem Bild</translation>
    </message>
    <message>
        <source>Progress through custom actions</source>
        <translation>Fortschritt durch eigene Handlungen</translation>
    </message>
    <message>
        <source>Only of a recording, by custom actions that go from one posture to another</source>
        <translation>Nur bei einer Aufnahme, mit eigenen Handlungen, die von einer Haltung zu einer anderen gehen</translation>
    </message>
    <message>
        <source>It needs a name.</source>
        <translation>Er braucht einen Namen.</translation>
    </message>
    <message>
        <source>It holds nothing.</source>
        <translation>Er enthält nichts.</translation>
    </message>
    <message>
        <source>There already, and never overwritten: {names}</source>
        <translation>Schon vorhanden und wird nie überschrieben: {names}</translation>
    </message>
    <message>
        <source>Check this computer</source>
        <translation>Diesen Rechner prüfen</translation>
    </message>
    <message>
        <source>Progress of the checks</source>
        <translation>Fortschritt der Prüfungen</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Was gefunden wurde</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Bericht kopieren</translation>
    </message>
    <message>
        <source>Copy what was found, to send it with a question</source>
        <translation>Kopieren, was gefunden wurde, um es mit einer Frage zu senden</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Noch einmal prüfen</translation>
    </message>
    <message>
        <source>Make all checks once more</source>
        <translation>Alle Prüfungen noch einmal machen</translation>
    </message>
    <message>
        <source>The copied report is in English, for whoever helps.</source>
        <translation>Der kopierte Bericht ist auf Englisch, für alle, die helfen.</translation>
    </message>
    <message>
        <source>Checking: {what} …</source>
        <translation>Geprüft wird: {what} …</translation>
    </message>
    <message>
        <source>No problems found</source>
        <translation>Nichts gefunden, was stört</translation>
    </message>
    <message numerus="yes">
        <source>%n problem(s)</source>
        <translation>
            <numerusform>%n Problem</numerusform>
            <numerusform>%n Probleme</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n warning(s)</source>
        <translation>
            <numerusform>%n Warnung</numerusform>
            <numerusform>%n Warnungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Wieder öffnen</translation>
    </message>
    <message>
        <source>{name} was closed</source>
        <translation>{name} wurde geschlossen</translation>
    </message>
</context>
</TS>
