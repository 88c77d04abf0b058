import { z } from 'zod';

import { defineOperation } from '../../core/defineOperation';
import { instance } from '../../fields/instance';

/** `DELETE /instance/logout/{instance}`: 2.3 answers 400 when the instance is not connected, 2.4 does not. */
export const logout = defineOperation({
	name: 'Log Out',
	value: 'logout',
	action: 'Log an instance out',
	description: 'Disconnect the account; the instance stays and can be connected again',
	request: { method: 'DELETE', path: '/instance/logout/{instance}', retry: 'neverAfterSent' },
	fields: [instance],
	input: z.object({}),
	example: {},
	output: (_answer, _input, instanceName) => ({ loggedOut: true, instanceName }),
});
