import { defineOperation } from '../../core/table/defineOperation';
import { recordOf } from '../../core/values/answer';
import { plainNameOrNull } from '../../core/values/plainName';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { person, personInput } from './shared/person';

/** `POST /chat/fetchProfile/{instance}`: a number that is not on WhatsApp is an error. */
export const getProfile = defineOperation({
	name: 'Get Profile',
	value: 'getProfile',
	action: 'Get the profile of a WhatsApp contact',
	description: 'Get the name, picture and status text of a person, and the details of a business',
	request: { method: 'POST', path: '/chat/fetchProfile/{instance}', reads: true },
	fields: [instanceField, person, readOptions, simplify],
	input: { recipient: personInput, options: readOptionsInput },
	example: { recipient: '5511988887777' },
	body: ({ recipient: number }) => ({ number }),
	simplify: ({ wuid, name, picture, status, isBusiness, email, description, website }) => {
		const about = recordOf(status);
		return {
			jid: wuid,
			name: plainNameOrNull(name),
			pictureUrl: picture ?? null,
			statusText: about.status ?? null,
			statusSetAt: about.setAt ?? null,
			isBusiness: isBusiness === true,
			email: email ?? null,
			description: description ?? null,
			website: website ?? null,
		};
	},
});
