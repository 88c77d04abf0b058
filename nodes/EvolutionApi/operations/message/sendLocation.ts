import { z } from 'zod';

import { reportProblem } from '../../core/input/inputProblem';
import { defineOperation } from '../../core/table/defineOperation';
import { collectionInput, optionsField } from '../../fields/collections';
import { decimal, optionalText } from '../../fields/inputs';
import { instanceField } from '../../fields/instance';
import { messageOptionsBody, optionFields, optionShapes } from '../../fields/messageOptions';
import { bulkSending } from '../../fields/bulkSending';
import { addresseeInput, needsForChannel, recipient } from '../../fields/recipient';
import { simplify } from '../../fields/simplify';
import { address, latitude, longitude, placeName } from './shared/locationFields';
import { simplifySentMessage } from './shared/sentMessage';

/** `POST /message/sendLocation/{instance}`: a point on the map. */
export const sendLocation = defineOperation({
	name: 'Send Location',
	value: 'sendLocation',
	action: 'Send a location by WhatsApp',
	description: 'Send a point on the map',
	request: { method: 'POST', path: '/message/sendLocation/{instance}', retry: 'neverAfterSent' },
	fields: [
		instanceField,
		recipient,
		latitude,
		longitude,
		placeName,
		address,
		optionsField(...optionFields.untyped, ...optionFields.mentions),
		bulkSending,
		simplify,
	],
	input: z
		.object({
			recipient: addresseeInput,
			latitude: decimal(-90, 90),
			longitude: decimal(-180, 180),
			placeName: optionalText,
			address: optionalText,
			options: collectionInput({ ...optionShapes.typingAndReply, ...optionShapes.mentions }),
		})
		.superRefine(({ latitude, longitude }, context) => {
			if (latitude === 0 && longitude === 0) {
				const hint = 'Enter the latitude and longitude of the place.';
				reportProblem(context, 'and "Longitude" are both 0, which is a point in the ocean', hint, [
					'latitude',
				]);
			}
		}),
	example: {
		recipient: '5511988887777',
		latitude: -23.5614,
		longitude: -46.6559,
		placeName: 'Our shop',
		address: 'Av. Paulista 1000, São Paulo',
	},
	needs: needsForChannel,
	// The server insists on both texts, but accepts empty ones.
	body: ({ recipient: number, placeName: name = '', address = '', options, ...place }) => ({
		number,
		name,
		...place,
		address,
		...messageOptionsBody(options),
	}),
	content: ({ latitude, longitude, placeName: name, address }) => ({
		kind: 'composed',
		typed: '',
		forms: [
			{
				locationMessage: { degreesLatitude: latitude, degreesLongitude: longitude, name, address },
			},
		],
	}),
	simplify: simplifySentMessage,
});
