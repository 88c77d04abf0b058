import { recordOf } from '../../../values/answer';
import { asAdvancedSettings, refuseSettings, settingsFrom } from '../advancedSettings';
import { rowOf } from '../goRequest';
import type { GoRoutes, Translated } from '../goRoute';
import { bodyOf } from '../outgoing';
import { refuseIf } from '../refuse';

/** Its path has the ID of the instance, which only the global key tells. */
async function settingsPath(translated: Translated): Promise<string> {
	const { id } = await rowOf(translated);
	return `/instance/${encodeURIComponent(String(id))}/advanced-settings`;
}

const proxyPath = async (translated: Translated) =>
	`/instance/proxy/${encodeURIComponent(String((await rowOf(translated)).id))}`;

/** Settings and proxy of an instance. */
export const settingsRoutes = {
	async 'GET /settings/find/{instance}'(translated) {
		const path = await settingsPath(translated);
		return settingsFrom(recordOf(await translated.go({ method: 'GET', path })));
	},

	/** Up to 0.7.2 what is left out is switched off, so all of them go along. */
	async 'POST /settings/set/{instance}'(translated) {
		refuseSettings(recordOf(recordOf(translated.asked.input).settings));
		const path = await settingsPath(translated);
		const current = recordOf(await translated.go({ method: 'GET', path, retry: 'always' }));
		const body = { ...current, ...asAdvancedSettings(bodyOf(translated)) };
		const { settings } = recordOf(await translated.go({ method: 'PUT', path, body }));
		return settingsFrom(recordOf(settings));
	},

	/** The server does not tell it. */
	'GET /proxy/find/{instance}': async () => ({}),

	/** Up to 0.6.1 every proxy is taken for SOCKS5. */
	async 'POST /proxy/set/{instance}'(translated) {
		const { enabled, host, port, protocol, username, password } = bodyOf(translated);
		const hint = 'Choose HTTP, HTTPS or SOCKS5.';
		refuseIf(
			protocol === 'socks4',
			['proxy', 'protocol'],
			'cannot be SOCKS4 with Evolution Go',
			hint,
		);
		const path = await proxyPath(translated);
		if (enabled !== true) {
			await translated.go({ method: 'DELETE', path });
			return { proxy: { proxy: { enabled: false } } };
		}
		const body = { host, port: String(port), protocol, username, password };
		await translated.go({ method: 'POST', path, body });
		return { proxy: { proxy: { enabled: true, ...body } } };
	},
} satisfies GoRoutes;
