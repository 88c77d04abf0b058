import type { IDataObject } from 'n8n-workflow';

import { asRecord, asRecords, firstText, numberOrNull } from '../../core/values/answer';
import { plainJid } from '../../core/values/addresses';

// Places and contacts.

/** `location: { latitude, longitude, name, address, accuracy (m), speed (m/s) }` */
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

/** The same of something that need not have a place; null if it has none. */
export function readPlace(part: IDataObject): IDataObject | null {
	const location = readLocation(part);
	return Object.values(location).some((value) => value !== null) ? location : null;
}

/** The numbers of a vCard; for those on WhatsApp, `waid` is the number, which may be a JID. */
function readPhones(vcard: string): string[] {
	const lines = vcard.split(/\r?\n/).filter((line) => /^(?:item\d+\.)?TEL/i.test(line));
	const phones = lines.map((line) => {
		const waid = /waid=(\d+)/i.exec(line)?.[1];
		return waid ?? line.slice(line.indexOf(':') + 1).replace(/[^\d+]/g, '');
	});
	return [...new Set(phones.filter((phone) => phone !== ''))];
}

/** `EMAIL;type=INTERNET:ann@example.com` → `ann@example.com` */
function readEmails(vcard: string): string[] {
	const lines = vcard.split(/\r?\n/).filter((line) => /^(?:item\d+\.)?EMAIL[;:]/i.test(line));
	const emails = lines.map((line) => line.slice(line.indexOf(':') + 1).trim());
	return [...new Set(emails.filter((email) => email !== ''))];
}

/** `FN:Ann` → `Ann` */
const readFullName = (vcard: string): string | null =>
	firstText(/^(?:item\d+\.)?FN(?:;[^:\r\n]*)?:([^\r\n]*)/im.exec(vcard)?.[1]?.trim());

function readCard(card: IDataObject): IDataObject {
	const vcard = firstText(card.vcard);
	return {
		name: firstText(card.displayName) ?? (vcard === null ? null : readFullName(vcard)),
		phoneNumbers: vcard === null ? [] : readPhones(vcard),
		emails: vcard === null ? [] : readEmails(vcard),
		vcard,
	};
}

/** `contacts: [{ name, phoneNumbers, emails, vcard }]` */
export const contactDetails = (part: IDataObject): IDataObject => ({ contacts: [readCard(part)] });

export const contactsDetails = (part: IDataObject): IDataObject => ({
	contacts: asRecords(asRecord(part).contacts).map(readCard),
});

/** `channelInvite: { channel, name }` */
export const channelInviteDetails = (part: IDataObject): IDataObject => {
	const jid = firstText(part.newsletterJid);
	return {
		channelInvite: {
			channel: jid === null ? null : plainJid(jid),
			name: firstText(part.newsletterName),
		},
	};
};
