import { defineOperation } from '../../core/table/defineOperation';
import { recordOf } from '../../core/values/answer';
import { readOptions, readOptionsInput } from '../../fields/concurrency';
import { instanceField } from '../../fields/instance';
import { simplify } from '../../fields/simplify';
import { person, personInput } from './shared/person';

/** `POST /chat/fetchBusinessProfile/{instance}`: for a person without a business it answers `isBusiness: false`. */
export const getBusinessProfile = defineOperation({
	name: 'Get Business Profile',
	value: 'getBusinessProfile',
	action: 'Get the business profile of a WhatsApp contact',
	description: 'Get the address, category, websites and opening hours of a business',
	request: { method: 'POST', path: '/chat/fetchBusinessProfile/{instance}', reads: true },
	fields: [instanceField, person, readOptions, simplify],
	input: { recipient: personInput, options: readOptionsInput },
	example: { recipient: '5511988887777' },
	body: ({ recipient: number }) => ({ number }),
	simplify: ({ business_hours: businessHours, ...profile }) => {
		const hours = recordOf(businessHours);
		return {
			jid: profile.wid ?? profile.jid ?? null,
			isBusiness: profile.isBusiness === true,
			category: profile.category ?? null,
			description: profile.description ?? null,
			address: profile.address ?? null,
			email: profile.email ?? null,
			websites: Array.isArray(profile.website) ? profile.website : [],
			timeZone: hours.timezone ?? null,
			openingHours: Array.isArray(hours.config) ? hours.config : [],
		};
	},
});
