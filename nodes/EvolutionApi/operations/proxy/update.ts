import { z } from 'zod';

import { InputProblem } from '../../core/input/inputProblem';
import { recordOf } from '../../core/server/answer';
import { defineOperation } from '../../core/table/defineOperation';
import { enabled } from '../../fields/enabled';
import { choice, clearableText, flag, integer, optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { mergeSettings, setMode, setModeInput } from '../../fields/setMode';
import { proxyField } from '../instance/shared/createBlocks';
import { NO_PROXY } from './shared/noProxy';

/** Port and protocol for whoever gives only a host. */
const DEFAULTS = { host: '', port: '8080', protocol: 'http', username: '', password: '' };

/** `POST /proxy/set/{instance}`. The server tries the proxy out, and empties it when it is switched off. */
export const update = defineOperation({
	name: 'Update',
	value: 'update',
	action: 'Update the proxy of an instance',
	description:
		'Let the instance reach WhatsApp through a proxy, which the server tries out first, or without one',
	request: {
		method: 'POST',
		path: '/proxy/set/{instance}',
		retry: 'always',
		readFirst: '/proxy/find/{instance}',
	},
	// The host is open from the start: without it it does not go.
	fields: [instanceField, enabled, setMode, { ...proxyField, default: { host: '' } }],
	input: z.object({
		enabled: flag,
		mode: setModeInput,
		proxy: z
			.object({
				host: optionalText,
				port: integer(1, 65_535).transform(String).optional(),
				protocol: choice('http', 'https', 'socks4', 'socks5').optional(),
				username: clearableText,
				password: clearableText,
			})
			.optional(),
	}),
	example: { enabled: true, mode: 'update', proxy: { host: 'proxy.example.com', port: 3128 } },
	body: ({ enabled: isOn, mode, proxy = {} }, _item, current) => {
		if (!isOn) return NO_PROXY;
		// Where it was switched off before, what the server has of it is empty, too.
		const known = current.host === '' ? {} : current;
		const merged = mergeSettings(mode, DEFAULTS, known, proxy);
		if (merged.host !== '') return { enabled: true, ...merged };
		throw new InputProblem(['proxy', 'host'], 'is empty', 'A proxy needs an address.');
	},
	output: ({ proxy }, _input, instanceName) => ({
		instanceName,
		...recordOf(recordOf(proxy).proxy),
	}),
	secrets: { keys: ['password'], shown: () => false },
});
