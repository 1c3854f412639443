/* Asks the window's thread to guard its web view, see GuardWebView. */
void confab_guard_web_view(void);
