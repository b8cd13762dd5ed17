/** Renders FreeMarker templates, with errors a person can act on. */
@NullMarked
package org.jdeploy.deployer.template;

import org.jspecify.annotations.NullMarked;
