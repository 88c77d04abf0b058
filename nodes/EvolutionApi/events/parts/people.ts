import type { IDataObject } from 'n8n-workflow';

import { asRecord, asRecords, firstText, numberOrNull } from '../../core/values/answer';
import { plainJid } from '../../core/values/addresses';
import { readVcard } from './vcard';

// Reads places and contacts.

/** Returns `location: { latitude, longitude, name, address, accuracy (m), speed (m/s) }` */
export const locationDetails = (part: IDataObject): IDataObject => ({
	location: readLocation(part),
});

const readLocation = (part: IDataObject): IDataObject => ({
	latitude: numberOrNull(part.degreesLatitude),
	longitude: numberOrNull(part.degreesLongitude),
	name: firstText(part.name),
	address: firstText(part.address),
	accuracy: numberOrNull(part.accuracyInMeters),
	speed: numberOrNull(part.speedInMps),
});

export function readPlace(part: IDataObject): IDataObject | null {
	const location = readLocation(part);
	return Object.values(location).some((value) => value !== null) ? location : null;
}

function readCard(card: IDataObject): IDataObject {
	const vcard = firstText(card.vcard);
	const { name = null, phoneNumbers = [], emails = [] } = vcard === null ? {} : readVcard(vcard);
	return { name: firstText(card.displayName) ?? name, phoneNumbers, emails, vcard };
}

export const contactDetails = (part: IDataObject): IDataObject => ({ contacts: [readCard(part)] });

export const contactsDetails = (part: IDataObject): IDataObject => ({
	contacts: asRecords(asRecord(part).contacts).map(readCard),
});

export const channelInviteDetails = (part: IDataObject): IDataObject => {
	const jid = firstText(part.newsletterJid);
	return {
		channelInvite: {
			channel: jid === null ? null : plainJid(jid),
			name: firstText(part.newsletterName),
		},
	};
};
