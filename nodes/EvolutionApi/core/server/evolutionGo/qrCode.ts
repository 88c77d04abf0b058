import { RequestFailure } from '../../failures/failure';
import { recordOf } from '../../values/answer';
import { firstText } from '../../values/loose';
import { dataIn } from './goRequest';

/** What `GET /instance/qr` answers, whose keys are written with small letters from 0.7.2 on. */
export interface GoQrCode {
	/** A data URL. */
	readonly picture?: string;
	readonly text?: string;
}

/**
 * @param body the whole answer
 * @throws {RequestFailure} while WhatsApp asks for a passkey, when there is no QR code
 */
export function qrCodeIn(body: unknown): GoQrCode {
	const data = recordOf(dataIn(body));
	const picture = firstText(data.qrcode, data.Qrcode);
	if (picture === null && firstText(data.passkeyStage) !== null) {
		throw passkeyNeeded(firstText(data.passkeyOpenUrl));
	}
	return { picture: picture ?? undefined, text: firstText(data.code, data.Code) ?? undefined };
}

function passkeyNeeded(address: string | null): RequestFailure {
	const where = address ?? 'the manager of the server';
	return new RequestFailure({
		message: 'WhatsApp asks for the passkey of the account before it links a device',
		description: `Open ${where} in a browser and confirm with the passkey, then run this again.`,
		nothingDone: true,
		mayHeal: false,
	});
}
