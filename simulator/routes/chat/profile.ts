import type { Schema } from 'jsonschema';
import { textSchema } from '../../core/schema';
import type { Json } from '../../core/data';
import type { Config } from '../../state/config';
import { isOnWhatsApp, toJid } from '../../whatsapp/numbers';

/** The server uses this one schema for all routes about pictures and profiles. */
export const profileSchema: Schema = {
	type: 'object',
	properties: { number: textSchema, picture: textSchema },
};

/** Without a number, the server crashes. */
export function jidOf(number: unknown): string {
	if (typeof number !== 'string') {
		throw new TypeError("Cannot read properties of undefined (reading 'replace')");
	}
	return toJid(number);
}

export function businessProfile({ businessNumbers }: Config, jid: string): Json | undefined {
	if (!businessNumbers.some((number) => toJid(number) === jid)) return undefined;
	return {
		wid: jid,
		address: '1 Example Street',
		description: 'A business of the simulator',
		website: ['https://example.test'],
		email: 'business@example.test',
		category: 'Other',
		business_hours: { timezone: 'America/Sao_Paulo', config: [] },
	};
}

/** As on the real server, `number` contains a JID. */
export const checked = (config: Config, jid: string) => ({
	jid,
	exists: isOnWhatsApp(config, jid),
	number: jid,
});
