#include "engine/otp/qr_code.hpp"

#include <memory>
#include <qrencode.h>

namespace mfa::otp {

namespace {

struct FreeWiped {
    void operator()(QRcode* code) const {
        wipe_memory(code->data,
                    static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width));
        QRcode_free(code);
    }
};

} // namespace

Result<QrCode> encode_qr(const SecretBuffer& text) {
    const std::unique_ptr<QRcode, FreeWiped> code{
        QRcode_encodeData(static_cast<int>(text.size()), text.bytes().data(), 0, QR_ECLEVEL_L)};
    if (!code) {
        return Error::from_errno("encode a QR code");
    }
    QrCode qr{static_cast<std::size_t>(code->width), {}};
    const std::size_t count = qr.size * qr.size;
    qr.modules = SecretBuffer::with_capacity(count);
    for (std::size_t i = 0; i < count; ++i) {
        // Bit 0 of a module is its colour (qrencode.h).
        TRY(qr.modules.append((code->data[i] & 1U) != 0 ? "1" : "0"));
    }
    return qr;
}

} // namespace mfa::otp
