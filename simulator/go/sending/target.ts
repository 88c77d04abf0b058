import type { Config } from '../../state/config';
import { toJid, isOnWhatsApp } from '../../whatsapp/numbers';
import { failed } from '../core/answers';
import { createJid, parseJid, userOf } from '../core/jids';
import type { GoCall } from '../core/route';
import { isLoggedIn } from '../state/goInstance';
import { has } from '../state/versions';

const IS_NO_PHONE = /@(g\.us|broadcast|newsletter|lid)/;

export const isLookedUp = ({ state: { config } }: GoCall, phone: string): boolean =>
	config.go.checkUserExists && !IS_NO_PHONE.test(phone);

export function foundOnWhatsApp({ state }: GoCall, number: string): string | undefined {
	const jid = toJid(userOf(number).replace(/\D/g, ''));
	return isOnWhatsApp(state.config, jid) ? jid : undefined;
}

const userPart = (phone: string) =>
	phone.includes('@s.whatsapp.net') ? phone.split('@')[0] : phone;

/** With `formats`, even a JID from the request loses digits, such as the ninth digit of a Brazilian number. */
function unchecked(phone: string, formats: boolean): string {
	let final = phone;
	if (formats) {
		const created = createJid(userPart(phone));
		const jid = 'jid' in created ? created.jid : parseJid(phone);
		if (jid === undefined) throw failed(`could not parse phone: ${phone}`);
		final = jid;
	}
	const jid = parseJid(final);
	if (jid === undefined) throw failed('could not parse formatted phone');
	return jid;
}

function formatted(phone: string): string {
	const created = createJid(userPart(phone));
	return 'jid' in created ? created.jid : phone;
}

/** Returns the receiver's JID, which may begin with a plus sign if it wasn't looked up on WhatsApp. */
export async function targetOf(
	call: GoCall,
	phone: string,
	formatJid: boolean | undefined,
): Promise<string> {
	const { config } = call.state;
	const formats = formatJid !== false;
	if (!isLookedUp(call, phone)) return unchecked(phone, formats);
	if (!isLoggedIn(call.instance, call.go)) {
		// The look-up times out, and the server sends anyway.
		await call.state.sleep(config.go.queryMs);
		return unchecked(phone, formats);
	}
	const found = foundOnWhatsApp(call, phone) ?? foundOnWhatsApp(call, formatted(phone));
	if (found === undefined) throw failed(`number ${phone} is not registered on WhatsApp`);
	return found;
}

export const withoutPlus = (jid: string) => jid.replace(/\+(?=[^@]*@)/g, '');

/** Returns a JID for sending without a look-up; versions before 0.7.2 keep the plus sign in it. */
export function canonicalJid<Jid extends string | undefined>(
	config: Config,
	jid: Jid,
): Jid | string {
	return jid !== undefined && has(config, 'canonicalJids') ? jid.replace(/^\+/, '') : jid;
}
