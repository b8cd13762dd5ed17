/** Revisions, change logs and packs of the repository that is deployed, read on this machine. */
@NullMarked
package org.jdeploy.deployer.git;

import org.jspecify.annotations.NullMarked;
