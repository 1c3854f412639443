/*
 * For tests only, loaded with LD_PRELOAD: lets WebKitWebDriver drive the
 * program as it is released. It takes the place of the one function with which
 * Wails makes its web view, and makes one that automation may control.
 *
 * Beside that it does what a person does with a window's frame: LEFT in the
 * environment says where on the screen the window stands, SIGUSR1 brings it to
 * the front, and SIGUSR2 closes it. On the display of the tests nothing manages
 * windows, so none is in front by itself. And a script in the file that PROBE
 * names runs in the page before everything else.
 */
#include <glib-unix.h>
#include <gtk/gtk.h>
#include <stdlib.h>
#include <webkit2/webkit2.h>

static WebKitWebView *view;

static GtkWindow *window(void) { return GTK_WINDOW(gtk_widget_get_toplevel(GTK_WIDGET(view))); }

static gboolean close_window(gpointer unused)
{
	gtk_window_close(window());
	return G_SOURCE_CONTINUE;
}

static gboolean bring_to_front(gpointer unused)
{
	gdk_window_focus(gtk_widget_get_window(GTK_WIDGET(window())), GDK_CURRENT_TIME);
	return G_SOURCE_CONTINUE;
}

static gboolean place_window(gpointer unused)
{
	const char *left = getenv("LEFT");
	if (left)
		gtk_window_move(window(), atoi(left), 0);
	return G_SOURCE_REMOVE;
}

/* When the window is shown, and Wails has put it in the middle. */
static void shown(GtkWidget *view, gpointer unused) { g_idle_add_full(G_PRIORITY_LOW, place_window, NULL, NULL); }

static void add_probe(WebKitUserContentManager *manager)
{
	const char *path = getenv("PROBE");
	char *source = NULL;
	if (!path || !g_file_get_contents(path, &source, NULL, NULL))
		return;
	WebKitUserScript *script = webkit_user_script_new(source, WEBKIT_USER_CONTENT_INJECT_TOP_FRAME,
							  WEBKIT_USER_SCRIPT_INJECT_AT_DOCUMENT_START, NULL, NULL);
	webkit_user_content_manager_add_script(manager, script);
	webkit_user_script_unref(script);
	g_free(source);
}

static WebKitWebView *give_view(WebKitAutomationSession *session, gpointer unused) { return view; }

static void started(WebKitWebContext *context, WebKitAutomationSession *session, gpointer unused)
{
	WebKitApplicationInfo *info = webkit_application_info_new();
	webkit_application_info_set_name(info, "confab");
	webkit_application_info_set_version(info, 1, 0, 0);
	webkit_automation_session_set_application_info(session, info);
	webkit_application_info_unref(info);
	g_signal_connect(session, "create-web-view", G_CALLBACK(give_view), NULL);
}

GtkWidget *webkit_web_view_new_with_user_content_manager(WebKitUserContentManager *manager)
{
	WebKitWebContext *context = webkit_web_context_get_default();
	webkit_web_context_set_automation_allowed(context, TRUE);
	g_signal_connect(context, "automation-started", G_CALLBACK(started), NULL);
	g_unix_signal_add(SIGUSR1, bring_to_front, NULL);
	g_unix_signal_add(SIGUSR2, close_window, NULL);
	add_probe(manager);
	unsetenv("LD_PRELOAD"); /* the web process needs none of this */
	view = g_object_new(WEBKIT_TYPE_WEB_VIEW, "user-content-manager", manager,
			    "is-controlled-by-automation", TRUE, NULL);
	g_signal_connect(view, "map", G_CALLBACK(shown), NULL);
	return GTK_WIDGET(view);
}
