# The second way to build the addon (npm run build:gyp). Keep it the same as CMakeLists.txt, where the reasons stand.
{
  "targets": [
    {
      "target_name": "warpsmith",
      "sources": ["<!@(find native -name '*.cc' ! -name 'fuzz_*' | sort)"],
      "include_dirs": ["native"],
      "defines": [
        "NAPI_VERSION=9",
        "NODE_ADDON_API_CPP_EXCEPTIONS",
        "NODE_ADDON_API_CPP_EXCEPTIONS_ALL",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
      ],
      "cflags_cc!": ["-fno-exceptions", "-fno-rtti", "-std=gnu++17", "-std=gnu++20"],
      "cflags_cc": [
        "-std=c++17",
        "-fvisibility=hidden",
        "-ffp-contract=off",
        "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror",
        "-isystem", "<!(node -p \"path.dirname(require.resolve('node-addon-api'))\")",
      ],
      "libraries": ["-ldl", "-lpthread"],
      "configurations": { "Release": { "cflags!": ["-O3"], "cflags": ["-O2"] } },
    },
  ],
}
