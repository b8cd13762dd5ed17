package org.jdeploy.runtime.host;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A process that uses up its descriptors, tries to start another one and prints the reason. */
final class SpawnWithoutDescriptors {
  private SpawnWithoutDescriptors() {}

  public static void main(String[] args) {
    LinuxHost host = new LinuxHost();
    int none = SpawnRequest.DEV_NULL;
    Path program = Path.of("/bin/true");
    SpawnRequest request =
        new SpawnRequest(
            program, List.of("true"), Map.of(), Path.of("/"), none, none, none, List.of());
    List<Integer> opened = new ArrayList<>();
    String message = "";
    host.spawn(request); // whatever this has to load is loaded
    SpawnFailure.resource(new HostException("", Errno.EMFILE.number));
    try {
      while (true) {
        opened.add(host.open(Path.of("/"), Set.of(OpenFlag.PATH)));
      }
    } catch (HostException all) {
      host.close(opened.removeLast()); // one is left, for the working directory
    }
    try {
      host.spawn(request);
    } catch (SpawnException e) {
      message = e.getMessage();
    }
    opened.forEach(host::close); // printing may load a class
    System.out.println(message);
  }
}
