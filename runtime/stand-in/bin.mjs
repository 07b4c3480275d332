#!/bin/sh
':' //; exec "$(dirname "$(readlink -f "$0")")/../../node_modules/.bin/node" "$0" "$@"
// The stand-in's launcher, in the place of Electron's binary. The second line is read by the shell, which runs this very
// file on the project's own Node (no wrapper process is left between a test's driver and the workstation).
await import('./launch.ts');
