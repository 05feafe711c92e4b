/* drag-source FILE...: a window that the files can be dragged out of, as out of a file manager, into another program.
   Says "accepted" where what is below the pointer would take them. */
#include <gtk/gtk.h>

static void
action_cb (GdkDrag *drag)
{
  if (gdk_drag_get_selected_action (drag) != 0)
    g_print ("accepted\n");
}

static void
begin_cb (GtkDragSource *source, GdkDrag *drag)
{
  g_signal_connect (drag, "notify::selected-action", G_CALLBACK (action_cb), NULL);
}

int
main (int argc, char **argv)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GSList *files = NULL;
  GdkFileList *list;
  GtkWidget *window;

  gtk_init ();
  for (int n = argc - 1; n > 0; n--)
    files = g_slist_prepend (files, g_file_new_for_commandline_arg (argv[n]));
  list = gdk_file_list_new_from_list (files);
  gtk_drag_source_set_content (source, gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list));
  g_signal_connect (source, "drag-begin", G_CALLBACK (begin_cb), NULL);
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), "drag-source");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 100, 60);
  gtk_widget_add_controller (window, GTK_EVENT_CONTROLLER (source));
  gtk_window_present (GTK_WINDOW (window));
  while (TRUE)
    g_main_context_iteration (NULL, TRUE);
}
