@org.jspecify.annotations.NullMarked
package org.jdeploy.deployer;
