package org.jdeploy.deployer.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.jspecify.annotations.Nullable;

/**
 * JGit's view of the machine, without side effects: it starts no {@code git} to find the system's
 * configuration, writes no file of its own and measures no clock inside the user's repository.
 */
final class QuietSystemReader extends SystemReader.Delegate {

  private QuietSystemReader(SystemReader user) {
    super(user);
  }

  /** Makes JGit use it, once in a process. */
  static synchronized void install() {
    SystemReader present = SystemReader.getInstance();
    if (!(present instanceof QuietSystemReader)) {
      SystemReader.setInstance(new QuietSystemReader(present));
    }
  }

  @Override
  public FileBasedConfig openSystemConfig(@Nullable Config parent, FS fs) {
    return new MemoryConfig(parent, fs);
  }

  @Override
  public FileBasedConfig openJGitConfig(@Nullable Config parent, FS fs) {
    return new MemoryConfig(parent, fs);
  }

  /** Settings of no file; the resolution of every file system's clock is given as known. */
  private static final class MemoryConfig extends FileBasedConfig {
    private static final String RESOLUTION = "10 milliseconds";

    MemoryConfig(@Nullable Config parent, FS fs) {
      super(parent, null, fs);
    }

    @Override
    public @Nullable String getString(String section, @Nullable String subsection, String name) {
      if (section.equals("filesystem")
          && (name.equals("timestampResolution") || name.equals("minRacyThreshold"))) {
        return RESOLUTION;
      }
      return super.getString(section, subsection, name);
    }

    @Override
    public void load() {}

    @Override
    public void save() {}

    @Override
    public boolean isOutdated() {
      return false;
    }
  }
}
