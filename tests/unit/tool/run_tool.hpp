#pragma once

#include "mfa_tool/environment.hpp"
#include "tests/unit/tool/fake_helper.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace mfa::test {

struct Ran {
    int exit = -1;
    std::string out;
    std::string err;
};

/// mfa_tool in a process of its own, with the fake helper, stdin from `input` and no terminal.
Ran run_tool(const FakeHelper& helper, const std::vector<std::string>& arguments,
             std::string_view input = {});
/// The same with other settings; its descriptors are put in place here.
Ran run_tool(tool::Settings settings, const std::vector<std::string>& arguments,
             std::string_view input = {});

} // namespace mfa::test
