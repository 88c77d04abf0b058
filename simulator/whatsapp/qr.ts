import { randomBytes } from 'node:crypto';
import { toDataURL } from 'qrcode';
import { pairingCode } from '../core/ids';
import type { Instance, QrCode } from '../state/instance';

const part = (bytes: number) => randomBytes(bytes).toString('base64');

export async function newQrCode(instance: Instance, number?: string): Promise<QrCode> {
	const code = `2@${part(48)},${part(32)},${part(32)},${part(32)}`;
	instance.qrCount += 1;
	const qr: QrCode = {
		pairingCode: number ? pairingCode() : null,
		code,
		base64: await toDataURL(code, { margin: 3, scale: 4, errorCorrectionLevel: 'L' }),
		count: instance.qrCount,
	};
	instance.qr = qr;
	return qr;
}
