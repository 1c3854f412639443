package desktop

func opener(link string) (name string, args []string) { return "xdg-open", []string{link} }

// folderOpener shows the folder that is its argument.
const folderOpener = "xdg-open"
