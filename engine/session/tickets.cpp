#include "engine/session/tickets.hpp"

#include "engine/base/file.hpp"
#include "engine/session/key_values.hpp"

#include <cerrno>
#include <fcntl.h>
#include <string_view>
#include <utility>
#include <vector>

namespace mfa::session {

namespace {

constexpr std::size_t token_bytes = 16;
constexpr std::size_t ticket_max = 4096;

Error no_ticket() {
    return Error{ErrorKind::not_found, "use a login ticket", "unknown, used, expired or foreign"};
}

Result<std::string> encode(const Ticket& ticket, const std::string& boot, BootTime expires_at) {
    const auto number = [](BootTime time) { return static_cast<std::uint64_t>(time.count()); };
    KeyValues values;
    values.set("boot", boot)
        .set("expires_at", number(expires_at))
        .set("user", ticket.subject.user)
        .set("uid", ticket.subject.uid)
        .set("service", ticket.service)
        .set("remote_host", ticket.remote_host)
        .set("enables_device", ticket.enables_device ? 1 : 0);
    if (ticket.factor) {
        values.set("device", ticket.factor->device)
            .set("device_id", ticket.factor->device_id)
            .set("shown_at", number(ticket.factor->shown_at))
            .set("factor_expires_at", number(ticket.factor->expires_at));
    }
    return values.text();
}

Result<Ticket> decode_ticket(const KeyValues& values) {
    const auto time = [](std::uint64_t number) {
        return BootTime{static_cast<std::int64_t>(number)};
    };
    Ticket ticket;
    ticket.subject.user = TRY(values.value("user"));
    ticket.subject.uid = static_cast<uid_t>(TRY(values.number("uid")));
    ticket.service = TRY(values.value("service"));
    ticket.remote_host = TRY(values.value("remote_host"));
    ticket.enables_device = TRY(values.number("enables_device")) == 1;
    if (values.value("device")) {
        ticket.factor = Factor{TRY(values.value("device")),
                               static_cast<std::uint32_t>(TRY(values.number("device_id"))),
                               time(TRY(values.number("shown_at"))),
                               time(TRY(values.number("factor_expires_at")))};
    }
    return ticket;
}

constexpr std::string_view hex_digits = "0123456789abcdef";

Result<SecretBuffer> make_token(RandomSource& random) {
    SecretBuffer bytes = SecretBuffer::with_capacity(token_bytes);
    TRY(bytes.resize(token_bytes));
    TRY(random.fill(bytes.bytes()));
    SecretBuffer token = SecretBuffer::with_capacity(2 * token_bytes);
    for (const std::uint8_t byte : bytes.bytes()) {
        TRY(token.append(hex_digits.substr(byte >> 4U, 1)));
        TRY(token.append(hex_digits.substr(byte & 0xFU, 1)));
    }
    return token;
}

bool is_token(const SecretBuffer& token) {
    return token.size() == 2 * token_bytes &&
           token.view().find_first_not_of(hex_digits) == std::string_view::npos;
}

/// Names of tickets' files, which are their tokens. The calls for files take strings; these are
/// wiped when they are done with.
class FileNames {
public:
    explicit FileNames(std::vector<std::string> names) : m_names{std::move(names)} {}
    explicit FileNames(const SecretBuffer& token) { m_names.emplace_back(token.view()); }
    FileNames(const FileNames&) = delete;
    FileNames& operator=(const FileNames&) = delete;
    ~FileNames() {
        for (std::string& name : m_names) {
            wipe_memory(name.data(), name.size());
        }
    }

    [[nodiscard]] const std::vector<std::string>& all() const { return m_names; }
    [[nodiscard]] const std::string& one() const { return m_names.front(); }

private:
    std::vector<std::string> m_names;
};

bool is_for(const Ticket& ticket, const Ticket& expected) {
    return ticket.subject.user == expected.subject.user &&
           ticket.subject.uid == expected.subject.uid && ticket.service == expected.service &&
           ticket.remote_host == expected.remote_host;
}

} // namespace

Tickets::Tickets(UniqueFd directory, uid_t owner, std::string boot)
    : m_directory{std::move(directory)}, m_owner{owner}, m_boot{std::move(boot)} {}

Result<Tickets> Tickets::open(int runtime, uid_t owner, std::string boot) {
    return Tickets{TRY(open_or_make_directory(runtime, "tickets", owner)), owner, std::move(boot)};
}

Result<SecretBuffer> Tickets::issue(const Ticket& ticket, RandomSource& random, BootTime now) {
    SecretBuffer token = TRY(make_token(random));
    const FileNames name{token};
    TRY(replace_file(m_directory.get(), name.one(),
                     TRY(encode(ticket, m_boot, now + ticket_lifetime)), 0600,
                     Durability::survives_crash, "a login ticket"));
    return token;
}

Result<Ticket> Tickets::read(const std::string& name, BootTime now) const {
    const auto file = open_regular_at(m_directory.get(), name, O_RDONLY, {m_owner, open_to_others},
                                      "a login ticket");
    if (!file) {
        return file.error().kind() == ErrorKind::not_found ? no_ticket() : file.error();
    }
    const auto values =
        TRY(KeyValues::parse(TRY(read_text(file->get(), ticket_max, "a login ticket"))));
    const auto expires_at = static_cast<std::int64_t>(TRY(values.number("expires_at")));
    if (TRY(values.value("boot")) != m_boot || now.count() >= expires_at) {
        return no_ticket();
    }
    return decode_ticket(values);
}

Result<Ticket> Tickets::look(const SecretBuffer& token, const Ticket& expected,
                             BootTime now) const {
    if (!is_token(token)) {
        return no_ticket();
    }
    const FileNames name{token};
    Ticket ticket = TRY(read(name.one(), now));
    if (!is_for(ticket, expected)) {
        return no_ticket();
    }
    return ticket;
}

Result<Ticket> Tickets::redeem(const SecretBuffer& token, const Ticket& expected, BootTime now) {
    Ticket ticket = TRY(look(token, expected, now));
    // Whoever removes the file has the ticket.
    const FileNames name{token};
    if (::unlinkat(m_directory.get(), name.one().c_str(), 0) != 0) {
        return errno == ENOENT ? no_ticket() : Error::from_errno("redeem a login ticket");
    }
    return ticket;
}

Result<> Tickets::reap(BootTime now) {
    const FileNames names{TRY(list_directory(m_directory.get(), "tickets"))};
    for (const std::string& name : names.all()) {
        const auto ticket = read(name, now);
        const bool stale = !ticket && ticket.error().kind() == ErrorKind::not_found;
        if (stale && ::unlinkat(m_directory.get(), name.c_str(), 0) != 0 && errno != ENOENT) {
            return Error::from_errno("remove a login ticket");
        }
    }
    return {};
}

} // namespace mfa::session
