//go:build webkit2_41 && (production || dev)

#include <gtk/gtk.h>
#include <string.h>
#include <webkit2/webkit2.h>

#include "_cgo_export.h"
#include "webview_linux.h"

static const char *const home = "wails://wails/";

/* WebKit gives up after this many deaths in a minute, and so do we. */
enum { max_revivals = 5 };

static void find_view(GtkWidget *widget, gpointer found)
{
	if (WEBKIT_IS_WEB_VIEW(widget))
		*(GtkWidget **)found = widget;
	else if (GTK_IS_CONTAINER(widget))
		gtk_container_forall(GTK_CONTAINER(widget), find_view, found);
}

/* The page comes back and asks Go for what it needs, as after its first load. */
static void on_terminated(WebKitWebView *view, WebKitWebProcessTerminationReason reason, gpointer data)
{
	static gint64 since;
	static int revivals;
	gint64 now = g_get_monotonic_time();

	if (now - since > 60 * G_USEC_PER_SEC) {
		since = now;
		revivals = 0;
	}
	if (revivals++ < max_revivals)
		webkit_web_view_load_uri(view, home);
}

static gboolean on_decide_policy(WebKitWebView *view, WebKitPolicyDecision *decision, WebKitPolicyDecisionType type, gpointer data)
{
	WebKitNavigationAction *action;
	const char *uri;

	if (type != WEBKIT_POLICY_DECISION_TYPE_NAVIGATION_ACTION && type != WEBKIT_POLICY_DECISION_TYPE_NEW_WINDOW_ACTION)
		return FALSE;
	action = webkit_navigation_policy_decision_get_navigation_action(WEBKIT_NAVIGATION_POLICY_DECISION(decision));
	uri = webkit_uri_request_get_uri(webkit_navigation_action_get_request(action));
	/* The first is the built program's page, the second what wails dev serves. */
	if (g_str_has_prefix(uri, home) || g_str_has_prefix(uri, "wails://wails.localhost:"))
		return FALSE;
	webkit_policy_decision_ignore(decision);
	if (webkit_navigation_action_is_user_gesture(action))
		confabLinkClicked((char *)uri);
	return TRUE;
}

static gboolean guard(gpointer data)
{
	GtkWidget *view = NULL;
	GList *windows = gtk_window_list_toplevels();

	for (GList *w = windows; w && !view; w = w->next)
		find_view(w->data, &view);
	g_list_free(windows);
	if (view) {
		g_signal_connect(view, "web-process-terminated", G_CALLBACK(on_terminated), NULL);
		g_signal_connect(view, "decide-policy", G_CALLBACK(on_decide_policy), NULL);
	}
	return G_SOURCE_REMOVE;
}

void confab_guard_web_view(void) { g_idle_add(guard, NULL); }
