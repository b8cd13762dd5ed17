/** Built-in and project recipes: named tasks and the points of a deploy they hang on. */
@NullMarked
package org.jdeploy.deployer.recipe;

import org.jspecify.annotations.NullMarked;
