// What libpam calls. MUST: every way out is a code of interfaces.md, an error never PAM_SUCCESS or
// PAM_IGNORE; nothing of the host program is changed; nothing stays behind after dlclose(3).
#include "pam_module/boundary.hpp"
#include "pam_module/phases.hpp"
#include "pam_module/ticket.hpp"

#include <security/pam_modules.h>
#include <syslog.h>
#include <unwind.h>

namespace __gnu_cxx {
// Of libstdc++ (eh_alloc.cc), which declares it in no header.
void __freeres(); // NOLINT(bugprone-reserved-identifier,readability-identifier-naming)
} // namespace __gnu_cxx

namespace mfa::pam {

namespace {

/// What libpam hands over beside its handle.
struct Call {
    int flags;
    int count;
    const char** arguments;
};

Result<Ruling> rule(const Host& host, const Call& call, Phase phase,
                    Result<Ruling> (*work)(const Transaction&)) {
    const std::span<const char* const> arguments{call.arguments,
                                                 static_cast<std::size_t>(call.count)};
    auto options = parse_options(arguments);
    // Wrong options deny as well, and say so in the words of the default ones.
    const Transaction transaction{host, phase, call.flags, options ? *options : Options{}};
    auto ruling = options ? work(transaction) : Result<Ruling>{options.error()};
    if (!ruling) {
        const Error& error = ruling.error();
        host.log(LOG_ERR, std::string{error_kind_name(error.kind())} + ": " + error.message());
        ruling = ruling_on(error, phase);
    }
    transaction.explain(*ruling);
    return ruling;
}

int run(const Host& host, const Call& call, Phase phase,
        Result<Ruling> (*work)(const Transaction&)) {
    return at_boundary(unavailable(phase), [&] {
        const Result<Ruling> ruling = rule(host, call, phase, work);
        return ruling ? ruling->pam_code : unavailable(phase);
    });
}

/// A cancelled thread is unwound by libc through the host's libgcc_s, which calls into the static
/// libgcc in here; that aborts the program unless it has been used once (unwind-dw2.c fills its
/// table of register sizes at the first use).
[[gnu::constructor]] void prepare_for_cancelled_threads() {
    const auto stop_at_once = [](_Unwind_Context*, void*) { return _URC_NORMAL_STOP; };
    static_cast<void>(_Unwind_Backtrace(stop_at_once, nullptr));
}

/// The static libstdc++ reserves memory for exceptions once for each time it is loaded.
[[gnu::destructor]] void free_exception_reserve() {
    __gnu_cxx::__freeres();
}

} // namespace

} // namespace mfa::pam

#define MFA_EXPORT __attribute__((visibility("default")))

extern "C" {

MFA_EXPORT int pam_sm_authenticate(pam_handle_t* handle, int flags, int count,
                                   const char** arguments) {
    const mfa::pam::Host host{handle};
    return mfa::pam::run(host, {flags, count, arguments}, mfa::pam::Phase::auth,
                         mfa::pam::authenticate);
}

/// PAM_SUCCESS, not PAM_IGNORE: libpam judges setcred by what auth returned, and after a good code
/// it would hand a PAM_IGNORE from here to the program as the result of pam_setcred(3).
MFA_EXPORT int pam_sm_setcred(pam_handle_t* /*handle*/, int /*flags*/, int /*count*/,
                              const char** /*arguments*/) {
    return PAM_SUCCESS;
}

MFA_EXPORT int pam_sm_acct_mgmt(pam_handle_t* handle, int flags, int count,
                                const char** arguments) {
    const mfa::pam::Host host{handle};
    const int code = mfa::pam::run(host, {flags, count, arguments}, mfa::pam::Phase::account,
                                   mfa::pam::manage_account);
    if (code != PAM_SUCCESS) {
        mfa::pam::forget_ticket(host);
    }
    return code;
}

MFA_EXPORT int pam_sm_open_session(pam_handle_t* handle, int flags, int count,
                                   const char** arguments) {
    const mfa::pam::Host host{handle};
    const mfa::pam::TicketForgottenAtEnd forgotten{host};
    return mfa::pam::run(host, {flags, count, arguments}, mfa::pam::Phase::session,
                         mfa::pam::open_session);
}

MFA_EXPORT int pam_sm_close_session(pam_handle_t* handle, int flags, int count,
                                    const char** arguments) {
    const mfa::pam::Host host{handle};
    return mfa::pam::run(host, {flags, count, arguments}, mfa::pam::Phase::session,
                         mfa::pam::close_session);
}

MFA_EXPORT int pam_sm_chauthtok(pam_handle_t* /*handle*/, int /*flags*/, int /*count*/,
                                const char** /*arguments*/) {
    return PAM_IGNORE;
}

} // extern "C"
