// A library that somebody would load into a program that the policy lists.
#pragma once

namespace preloaded {

constexpr const char* writes = "PRELOADED_WRITES"; ///< the file that it opens for writing
constexpr int has_written = 77;                    ///< the exit status of whom it was loaded into

} // namespace preloaded
