// Exports. The first character says what the rest is: `c` the content before it is encrypted, so
// that its decoder is reached; `r` a report from the process that reads PSKC; anything else a file.
// Holds:
//   - what decodes encodes to something that decodes to the same bytes;
//   - what is no export is an error, and never asks for much memory or time.
#include "engine/transfer/export_content.hpp"
#include "engine/transfer/export_file.hpp"
#include "engine/transfer/report_content.hpp"
#include "tests/fuzz/support/require.hpp"

namespace mfa::fuzz {

namespace {

void check_content(std::string_view content) {
    const auto entries = transfer::decode_entries(SecretBuffer::copy_of(content));
    if (!entries) {
        require(entries.error().kind() == ErrorKind::corrupt, "bad content is corrupt");
        return;
    }
    const auto encoded = transfer::encode_entries(*entries);
    require(encoded.has_value() && encoded->equals(content), "content comes back as it was");
}

void check_report(std::string_view bytes) {
    const auto report = transfer::decode_report(SecretBuffer::copy_of(bytes));
    if (!report) {
        require(report.error().kind() == ErrorKind::corrupt, "a bad report is corrupt");
        return;
    }
    const auto encoded = transfer::encode_report(*report);
    require(encoded.has_value() && transfer::decode_report(*encoded).has_value(),
            "a report comes back");
}

} // namespace

void one_input(std::string_view input) {
    const std::string_view rest = input.substr(input.empty() ? 0 : 1);
    if (input.starts_with('c')) {
        check_content(rest);
    } else if (input.starts_with('r')) {
        check_report(rest);
    } else {
        require(!transfer::read_export(rest, SecretBuffer::copy_of("not the passphrase")),
                "nobody guesses the passphrase");
    }
}

} // namespace mfa::fuzz
