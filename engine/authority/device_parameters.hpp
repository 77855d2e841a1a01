#pragma once

#include "engine/otp/parameters.hpp"
#include "engine/wire/message.hpp"

#include <optional>

namespace mfa::authority {

/// Kind, algorithm, digits and period of the device that a request is about, where it says them; or
/// a reply that says which one cannot be.
std::optional<wire::Message> read_parameters(const wire::Message& request,
                                             otp::Parameters& parameters);

} // namespace mfa::authority
