import type { Failure } from './failure';

// Failures that both servers report, each in its own words.

/** @param instance its name; empty if only its token is known */
export const noInstance = (instance: string): Failure => ({
	message: `The server has no instance ${instance === '' ? 'with this token' : `"${instance}"`}`,
	description: 'Choose an instance from the list, or create it first with Instance → Create.',
	nothingDone: true,
	notFound: true,
	missingInstance: instance,
});

export const noTemplates = (instance: string): Failure => ({
	message: `Templates need a WHATSAPP-BUSINESS instance, and "${instance}" isn't one`,
	description: "Choose an instance of Meta's Cloud API, or send a text.",
	nothingDone: true,
});

export const numbersMissing = (numbers: readonly string[]): Failure => ({
	message: `${numbers.join(', ')} ${numbers.length === 1 ? 'is' : 'are'} not on WhatsApp`,
	description:
		'Check the number: country code first, no leading zeros. To answer a person who writes under a LID, use the JID that the message came from.',
	notOnWhatsApp: true,
	missingNumber: numbers.length === 1 ? numbers[0] : undefined,
});
