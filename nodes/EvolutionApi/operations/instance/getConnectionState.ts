import { defineOperation } from '../../core/table/defineOperation';
import { instanceField } from '../../fields/instance';
import { instanceState } from './shared/instanceState';

/** `GET /instance/connectionState/{instance}`: `open`, `connecting` or `close`. */
export const getConnectionState = defineOperation({
	name: 'Get Connection State',
	value: 'getConnectionState',
	action: 'Get the connection state of a WhatsApp instance',
	description: 'Get whether the instance is connected to WhatsApp: open, connecting or close',
	request: { method: 'GET', path: '/instance/connectionState/{instance}', reads: true },
	fields: [instanceField],
	output: instanceState,
});
