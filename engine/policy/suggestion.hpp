#pragma once

#include <span>
#include <string>
#include <string_view>

namespace mfa::policy {

/// The known name that `text` was probably meant to be: the same but for case, or at most a few
/// letters off. Empty where none is near.
std::string_view nearest(std::string_view text, std::span<const std::string_view> known);

/// "; did you mean `X`?", or nothing.
std::string did_you_mean(std::string_view text, std::span<const std::string_view> known);

} // namespace mfa::policy
