/** deploy.json: read whole, every mistake with its place, stages and servers as plain records. */
@NullMarked
package org.jdeploy.deployer.config;

import org.jspecify.annotations.NullMarked;
