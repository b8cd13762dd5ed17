package org.jdeploy.deployer.config;

/** How the code comes to a server. */
public enum SourceKind {
  /** jdeploy sends what the server lacks of the tree through its own connection. */
  PUSH,
  /** The server fetches from the repository itself. */
  FETCH
}
