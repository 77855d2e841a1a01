// What the helper may answer. Anything else is nonsense, and nonsense denies.
#pragma once

#include "engine/base/result.hpp"
#include "engine/wire/message.hpp"
#include "pam_module/ruling.hpp"

#include <string>

namespace mfa::pam {

/// How a request ended; protocol when that is missing or no Outcome.
Result<wire::Outcome> outcome_of(const wire::Message& reply);

/// The verdict of a reply that is ok; protocol when that is missing or no Verdict.
Result<wire::Verdict> verdict_of(const wire::Message& reply);

/// The helper's sentence for the user, safe for a terminal; empty when it gave none.
std::string sentence_of(const wire::Message& reply);

std::string sentence_or(const wire::Message& reply, std::string otherwise);

/// How the phase ends after a reply that is not ok.
Ruling refusal(wire::Outcome outcome, const wire::Message& reply, Phase phase);

/// An answer that the protocol does not allow here.
Error nonsense(std::string what);

} // namespace mfa::pam
