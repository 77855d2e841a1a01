#pragma once

#include "engine/transfer/report.hpp"

#include <optional>
#include <string_view>

namespace mfa::transfer {

/// The entry of a container with one key package, as libpskc reads it; nothing, and errors, where
/// it is no device that we have. MUST: check_shape() has found nothing wrong with it.
std::optional<Entry> read_key_package(std::string_view container, Place place, Report& report);

} // namespace mfa::transfer
