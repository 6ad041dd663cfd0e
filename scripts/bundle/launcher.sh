#!/bin/sh
# Runs warpsmith with the Node that came with it, from whatever folder it is called.
#   ./warpsmith test:gpu [mocha's options]   the tests that need a GPU
#   ./warpsmith bench [options]              the measurements
#   ./warpsmith COMMAND …                    everything else: see ./warpsmith --help
here=$(dirname -- "$(readlink -f -- "$0")")
node=$here/bin/node

# So that a helper process started by name is this Node too.
PATH=$here/bin:$PATH
export PATH

case ${1-} in
  test:gpu)
    shift
    # mocha looks for its files from the current folder.
    cd -- "$here" || exit
    exec "$node" "$here/node_modules/mocha/bin/mocha.js" --config "$here/.mocharc.gpu.json" "$@"
    ;;
  bench)
    shift
    exec "$node" "$here/dist/bench/main.js" "$@"
    ;;
  *)
    exec "$node" "$here/dist/lib/cli/main.js" "$@"
    ;;
esac
