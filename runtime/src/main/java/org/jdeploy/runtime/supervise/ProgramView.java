package org.jdeploy.runtime.supervise;

import java.util.List;
import org.jdeploy.runtime.program.ProgramSpec;

/**
 * What is to be seen of a program at one moment.
 *
 * @param spec what it should run with; {@code spec.instances()} is the number as scaled
 * @param reloading its instances are being replaced one after the other
 * @param instances by slot; those above {@code spec.instances()} are on their way out
 */
public record ProgramView(ProgramSpec spec, boolean reloading, List<InstanceView> instances) {
  public ProgramView {
    instances = List.copyOf(instances);
  }

  public String name() {
    return spec.name();
  }
}
