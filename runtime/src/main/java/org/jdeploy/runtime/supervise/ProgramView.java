package org.jdeploy.runtime.supervise;

import java.util.List;
import org.jdeploy.runtime.program.ProgramSpec;

/**
 * What is to be seen of a program at one moment.
 *
 * @param spec the specification in force, as its file says
 * @param target how many instances it should have: {@code spec.instances()} until scaled
 * @param reloading its instances are being replaced one after the other
 * @param instances by slot; those from {@code target} on are on their way out
 */
public record ProgramView(
    ProgramSpec spec, int target, boolean reloading, List<InstanceView> instances) {
  public ProgramView {
    instances = List.copyOf(instances);
  }

  public String name() {
    return spec.name();
  }
}
