package org.jdeploy.runtime.daemon;

import java.time.InstantSource;
import org.jdeploy.runtime.client.JpmHome;
import org.jdeploy.runtime.host.LinuxHost;

/** What a running daemon consists of, as far as requests have to do with it. */
record Parts(
    JpmHome home,
    LinuxHost host,
    InstantSource clock,
    ReactorThread reactor,
    Supervision supervision,
    Processes processes,
    Operations operations,
    Catalog catalog,
    ProgramsDirectory programs,
    Output output,
    LastWords lastWords,
    Journal journal,
    DaemonLog log) {}
