#include "engine/device/salvage.hpp"

#include "engine/device/codec.hpp"
#include "engine/device/throttle.hpp"

namespace mfa::device {

namespace {

using Piece = LockedFiles::Piece;

struct Pieces {
    std::optional<Record> record;
    std::optional<Usage> usage;
    Examination found;
};

Error about_pair(const std::string& name, const char* what) {
    return Error{ErrorKind::corrupt, "use `" + name + "`", what};
}

bool says_another_owner(std::string_view file, const Owner& owner) {
    const auto header = read_header(file);
    return header && header->uid && *header->uid != owner.uid;
}

template <typename Content, typename File, typename Decode>
void read_piece(std::optional<Content>& content, std::optional<Error>& problem, const File& file,
                const std::string& name, Decode decode) {
    if (!file) {
        problem = file.error();
        return;
    }
    if (!*file) {
        return;
    }
    auto decoded = decode(**file);
    if (decoded) {
        content = std::move(decoded).take();
    } else {
        problem = Error{decoded.error().kind(), "use `" + name + "`", decoded.error().message()};
    }
}

std::optional<Error> mismatch(const LockedFiles& files, const Pieces& pieces) {
    if (!pieces.usage) {
        return pieces.record ? std::optional{about_pair(files.record_name(),
                                                        "its usage file is missing or empty")}
                             : std::nullopt;
    }
    const std::uint64_t generation = pieces.record ? pieces.record->generation : 0;
    if (generation == pieces.usage->generation || generation == pieces.usage->generation + 1) {
        return std::nullopt;
    }
    return pieces.record ? about_pair(files.record_name(),
                                      "not the one that its usage file belongs to: an old one "
                                      "that was put back, or the usage file is")
                         : about_pair(files.usage_name(), "its record is missing");
}

Pieces read_pieces(LockedFiles& files, const Sealer& sealer, const Owner& owner) {
    Pieces pieces;
    read_piece(pieces.usage, pieces.found.usage, files.read_usage(), files.usage_name(),
               [&](const std::string& file) {
                   pieces.found.is_foreign =
                       pieces.found.is_foreign || says_another_owner(file, owner);
                   return decode_usage(file, owner, sealer);
               });
    read_piece(pieces.record, pieces.found.record, files.read_record(), files.record_name(),
               [&](const std::string& file) {
                   pieces.found.is_foreign =
                       pieces.found.is_foreign || says_another_owner(file, owner);
                   return decode_record(file, owner, sealer);
               });
    pieces.found.is_closed = pieces.usage && pieces.usage->generation == closed_generation;
    if (!pieces.found.record && !pieces.found.usage && !pieces.found.is_closed) {
        pieces.found.pair = mismatch(files, pieces);
    }
    return pieces;
}

/// The usage of an account that is closed: nothing of it but who has to wait.
Usage closed_usage(const std::optional<Usage>& before, const Moment& now) {
    Usage closed;
    closed.generation = closed_generation;
    if (before) {
        closed.failures = before->failures;
        closed.last_failure = before->last_failure;
        closed.boot = before->boot;
        return closed;
    }
    while (throttle_wait(closed.failures).count() == 0) {
        throttle_failed(closed, now.since_boot, now.boot);
    }
    return closed;
}

} // namespace

Examination examine(LockedFiles& files, const Sealer& sealer, const Owner& owner) {
    return read_pieces(files, sealer, owner).found;
}

Result<std::vector<std::string>> close_damaged(Store& store, const Sealer& sealer,
                                               const Owner& owner, std::string_view label,
                                               const Moment& now) {
    std::vector<std::string> copies;
    const auto files = TRY(store.lock(owner.user));
    const Pieces pieces = read_pieces(*files, sealer, owner);
    const Examination& found = pieces.found;
    if (found.is_whole() || (found.is_closed && !found.record && !pieces.record)) {
        return copies;
    }
    const auto keep_copy = [&](Piece piece) -> Result<> {
        if (auto copy = TRY(files->copy_aside(piece, label))) {
            copies.push_back(std::move(*copy));
        }
        return {};
    };
    TRY(keep_copy(Piece::record));
    if (found.usage) {
        TRY(keep_copy(Piece::usage));
    }
    TRY(files->write_usage(TRY(encode_usage(closed_usage(pieces.usage, now), owner, sealer)),
                           LockedFiles::Sync::wait));
    TRY(files->remove_record());
    return copies;
}

} // namespace mfa::device
