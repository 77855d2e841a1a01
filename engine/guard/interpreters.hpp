#pragma once

#include "engine/base/result.hpp"

#include <string>
#include <vector>

namespace mfa::guard {

/// The files that must be executable so that `path` can be run: itself, the interpreter that its
/// `#!` line names and that one's own, and the dynamic loader. What an interpreter starts in turn
/// (`#!/usr/bin/env python3`) is none of them.
///
/// ErrorKind::unsafe_file where one is no file that root owns and only root may write.
Result<std::vector<std::string>> files_to_run(const std::string& path);

} // namespace mfa::guard
