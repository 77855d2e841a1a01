#include "mfa_tool/key_rotation.hpp"

#include "engine/base/random.hpp"
#include "engine/base/text.hpp"
#include "engine/store/host_key_files.hpp"
#include "mfa_tool/request.hpp"

#include <fmt/format.h>

namespace mfa::tool {

namespace {

using store::HostKeyFiles;
using wire::Field;
using wire::Message;
using wire::MessageType;

/// What one pass over all users came to.
struct Pass {
    std::int64_t changed = 0;
    std::vector<std::string> left; ///< "`bob`: why"
};

Attempt<Pass> seal_all_anew(Environment& environment) {
    Pass pass;
    std::string after;
    while (true) {
        Message request{MessageType::admin_seal_anew};
        if (!after.empty()) {
            request.add(Field::resume_after, after);
        }
        const Answer answer = TRY(ask_helper(environment, request));
        pass.changed += TRY(required_number(answer.reply, Field::changed, "changed"));
        const auto left = TRY(required_number(answer.reply, Field::left, "left"));
        for (const Message& item : answer.items) {
            pass.left.push_back(fmt::format("`{}`: {}",
                                            TRY(required_text(item, Field::user, "user")),
                                            TRY(required_text(item, Field::message, "message"))));
        }
        const std::string next = optional_text(answer.reply, Field::resume_after).value_or("");
        // An answer that leads nowhere, or hides what is left, must not end in a key removed.
        if (left != static_cast<std::int64_t>(answer.items.size()) ||
            (!next.empty() && next <= after)) {
            return unavailable(Error{ErrorKind::protocol, "read the helper's answer",
                                     "it does not say what is left"});
        }
        if (next.empty()) {
            return pass;
        }
        after = next;
    }
}

/// Passes until one finds nothing to do, which the second does. A user whose lock was held for
/// long, by a stopped process perhaps, has more chances that way.
Attempt<Pass> seal_until_nothing_is_left(Environment& environment) {
    constexpr int passes = 3;
    Pass all;
    for (int i = 0; i < passes; ++i) {
        Pass pass = TRY(seal_all_anew(environment));
        all.changed += pass.changed;
        all.left = std::move(pass.left);
        if (pass.changed == 0 && all.left.empty()) {
            break;
        }
    }
    return all;
}

Failure some_are_left(Environment& environment, const std::vector<std::string>& left) {
    for (const std::string& line : left) {
        environment.err(escape_controls(line) + "\n");
    }
    return {ExitCode::failed, "not_finished",
            fmt::format("the new key is in force, but the files of {} user{} could not be sealed "
                        "anew, so the previous key stays: restore or remove the files named above "
                        "and run this again",
                        left.size(), left.size() == 1 ? "" : "s")};
}

} // namespace

Attempt<KeyRotation> rotate_host_key(Environment& environment) {
    static_cast<void>(TRY(ask_helper(environment, Message{MessageType::admin_rotate_key})));
    auto files = TRY(HostKeyFiles::open(environment.config_folder(), environment.config_owner()));
    TRY(files.lock());
    KeyRotation rotation;
    rotation.resumed = TRY(files.rotation()) == HostKeyFiles::Rotation::under_way;
    if (rotation.resumed) {
        rotation.key = TRY(files.read()).in_force.number;
        environment.err(fmt::format("Key {} is in force since a rotation that was interrupted. "
                                    "Finishing it.\n",
                                    rotation.key));
    } else {
        SystemRandom random;
        rotation.key = TRY(files.begin_rotation(random));
    }
    const Pass pass = TRY(seal_until_nothing_is_left(environment));
    rotation.changed = pass.changed;
    if (!pass.left.empty()) {
        return some_are_left(environment, pass.left);
    }
    TRY(files.end_rotation());
    return rotation;
}

} // namespace mfa::tool
