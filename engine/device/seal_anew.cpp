#include "engine/device/seal_anew.hpp"

#include "engine/device/account.hpp"
#include "engine/device/codec.hpp"

#include <utility>

namespace mfa::device {

namespace {

/// What the headers of a user's two files say.
struct Headers {
    std::optional<FileHeader> record;
    std::optional<FileHeader> usage;
};

Result<std::optional<FileHeader>> header_of(const std::optional<std::string>& file,
                                            const std::string& name) {
    if (!file) {
        return std::optional<FileHeader>{};
    }
    const auto header = read_header(*file);
    if (!header) {
        return Error{header.error().kind(), "use `" + name + "`", header.error().message()};
    }
    return std::optional{*header};
}

Result<Headers> headers_of(LockedFiles& files) {
    return Headers{TRY(header_of(TRY(files.read_record()), files.record_name())),
                   TRY(header_of(TRY(files.read_usage()), files.usage_name()))};
}

Result<uid_t> uid_of_owner(const Headers& headers, const std::string& user,
                           const FindUid& find_uid) {
    for (const auto& header : {headers.record, headers.usage}) {
        if (header && header->uid) {
            return *header->uid;
        }
    }
    const auto uid = TRY(find_uid(user));
    if (!uid) {
        return Error{ErrorKind::not_found, "seal the devices of `" + user + "` anew",
                     "there is no such user any more, and files of version 1 do not say the uid"};
    }
    return *uid;
}

} // namespace

Result<SealedAnew> seal_anew(Store& store, const Sealer& sealer, const std::string& user,
                             const FindUid& find_uid) {
    auto files = TRY(store.lock(user));
    // Only under the lock does the sealer surely know the key in force (store/keyed_store.hpp).
    const auto is_stale = [&sealer](const std::optional<FileHeader>& header) {
        return header && header->key != sealer.key_number();
    };
    const Headers headers = TRY(headers_of(*files));
    const bool record_is_stale = is_stale(headers.record);
    if (!record_is_stale && !is_stale(headers.usage)) {
        return SealedAnew::no;
    }
    const uid_t uid = TRY(uid_of_owner(headers, user, find_uid));
    Account account = TRY(Account::open(std::move(files), sealer, {user, uid}));
    TRY(record_is_stale ? account.save_devices() : account.save_usage(LockedFiles::Sync::wait));
    return SealedAnew::yes;
}

} // namespace mfa::device
