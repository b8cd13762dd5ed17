package org.jdeploy.runtime.daemon;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jdeploy.runtime.host.FileEvents;
import org.jdeploy.runtime.host.HostException;
import org.jdeploy.runtime.host.Interest;
import org.jdeploy.runtime.host.Reactor;

/**
 * Tells those who want to know what happens in directories; several may watch the same one. Reactor
 * thread only.
 */
final class FileWatcher {
  private final Reactor reactor;
  private final FileEvents events = new FileEvents();
  private final Map<Integer, List<Consumer<FileEvents.Event>>> watchers = new HashMap<>();

  FileWatcher(Reactor reactor) {
    this.reactor = reactor;
  }

  /**
   * @return names the directory for {@link #unwatch}
   * @throws HostException when it cannot be watched
   */
  int watch(Path directory, Consumer<FileEvents.Event> watcher) {
    int number = events.watch(directory);
    if (watchers.isEmpty()) {
      reactor.watch(events.descriptor(), Interest.READ, this::happened);
    }
    watchers.computeIfAbsent(number, _ -> new ArrayList<>()).add(watcher);
    return number;
  }

  void unwatch(int directory, Consumer<FileEvents.Event> watcher) {
    List<Consumer<FileEvents.Event>> all = watchers.get(directory);
    if (all != null && all.remove(watcher) && all.isEmpty()) {
      watchers.remove(directory);
      events.unwatch(directory);
    }
  }

  private void happened() {
    for (FileEvents.Event event : events.read()) {
      if (event.lost()) {
        List<Consumer<FileEvents.Event>> all = new ArrayList<>();
        watchers.values().forEach(all::addAll);
        all.forEach(watcher -> watcher.accept(event));
      } else {
        List<Consumer<FileEvents.Event>> told =
            List.copyOf(watchers.getOrDefault(event.directory(), List.of()));
        if (event.gone()) {
          watchers.remove(event.directory());
        }
        told.forEach(watcher -> watcher.accept(event));
      }
    }
  }
}
