// `${key}`, `${key, 'default'}`, `${*}`, `${?}`, `${$}` in text of Version 2012-10-17.
#pragma once

#include "tests/support/plain_policy/characters.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace mfa::test::plain {

/// By key in lower case.
using Context = std::map<std::string, std::vector<std::string>>;

enum class Version { v2008, v2012 };

/// How the text between the variables is to be read.
using ReadText = Characters (*)(std::string_view);

/// The text with its variables filled in, as literal text. Nothing where one has no value.
std::optional<Characters> fill_in(std::string_view text, Version version, ReadText read,
                                  const Context& context);

/// The key's value, or the default; of `text`, which is one variable and nothing else.
std::optional<std::string> value_of_variable(std::string_view text, const Context& context);
bool is_one_variable(std::string_view text, Version version);

/// Six parts of an ARN pattern; a colon in a variable is none of the ARN's.
std::vector<std::string> parts_of_arn(std::string_view text, Version version);

} // namespace mfa::test::plain
