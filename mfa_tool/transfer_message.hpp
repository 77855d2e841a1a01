// Devices that are brought in or taken out, as the helper's messages.
#pragma once

#include "engine/transfer/entry.hpp"
#include "engine/wire/message.hpp"
#include "mfa_tool/failure.hpp"

namespace mfa::tool {

enum class Run {
    real,
    dry, ///< --dry-run: the helper says what it would do
};

/// The import_device request of an entry that has a user.
Attempt<wire::Message> import_request(const transfer::Entry& entry, Run run);

/// The entry of an item that export_user answers with.
Attempt<transfer::Entry> exported_entry(const wire::Message& item);

} // namespace mfa::tool
