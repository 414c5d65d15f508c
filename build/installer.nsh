; Registers Skein among the programs that Windows offers for magnet links and .torrent files ("default apps").
; It takes nothing: the user chooses there. SHELL_CONTEXT is the user's or the machine's part of the registry.
!macro customInstall
  WriteRegStr SHELL_CONTEXT "Software\Classes\Skein.Magnet" "" "Magnet link"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Skein.Magnet" "URL Protocol" ""
  WriteRegStr SHELL_CONTEXT "Software\Classes\Skein.Magnet\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Skein.Magnet\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\Skein.Torrent" "" "BitTorrent file"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Skein.Torrent\DefaultIcon" "" "$INSTDIR\${APP_EXECUTABLE_FILENAME},0"
  WriteRegStr SHELL_CONTEXT "Software\Classes\Skein.Torrent\shell\open\command" "" '"$INSTDIR\${APP_EXECUTABLE_FILENAME}" "%1"'
  WriteRegStr SHELL_CONTEXT "Software\Classes\.torrent\OpenWithProgids" "Skein.Torrent" ""
  WriteRegStr SHELL_CONTEXT "Software\Skein\Capabilities" "ApplicationName" "Skein"
  WriteRegStr SHELL_CONTEXT "Software\Skein\Capabilities" "ApplicationDescription" "A BitTorrent client"
  WriteRegStr SHELL_CONTEXT "Software\Skein\Capabilities\URLAssociations" "magnet" "Skein.Magnet"
  WriteRegStr SHELL_CONTEXT "Software\Skein\Capabilities\FileAssociations" ".torrent" "Skein.Torrent"
  WriteRegStr SHELL_CONTEXT "Software\RegisteredApplications" "Skein" "Software\Skein\Capabilities"
!macroend

!macro customUnInstall
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Skein.Magnet"
  DeleteRegKey SHELL_CONTEXT "Software\Classes\Skein.Torrent"
  DeleteRegValue SHELL_CONTEXT "Software\Classes\.torrent\OpenWithProgids" "Skein.Torrent"
  DeleteRegValue SHELL_CONTEXT "Software\RegisteredApplications" "Skein"
  DeleteRegKey SHELL_CONTEXT "Software\Skein"
!macroend
