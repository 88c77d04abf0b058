import { number, type SentReport } from './sentReport';

export const dialled: readonly SentReport[] = [
	number(
		'ruimarinho/google-libphonenumber#383',
		'the zero of Nigeria in the digits',
		'23407012341234',
		'2347012341234',
	),
	number(
		'alltheplaces/alltheplaces#9548',
		'a slash behind the area of Belgium',
		'+32 02/633 12 34',
		'3226331234',
	),
	number(
		'marmelroy/PhoneNumberKit#649',
		'the 15 of Río Gallegos',
		'+54 (2966) 15 12-3456',
		'5492966123456',
	),
	number(
		'AfterShip/phone#253',
		'the 9, the 0 and the 15 of Argentina',
		'+54 9 011 15 5744-7700',
		'5491157447700',
	),
	number('google/libphonenumber#1697', 'a number without its area', '+5450490000', /8 digits/),
	number(
		'wwebjs/whatsapp-web.js#28679',
		'two digits too many for Argentina',
		'+549300000000005',
		/13 digits after 54/,
	),
	number(
		'giggsey/libphonenumber-for-php#239',
		'the country code of Indonesia twice',
		'62 62812-3456-789',
		/may have the country code 62 twice/,
	),
	number(
		'catamphetamine/libphonenumber-js#365',
		'a country code in brackets',
		'(66)89-900-9000',
		'66899009000',
	),
	number(
		'giggsey/libphonenumber-for-php#508',
		'a link with + and zeros',
		'https://wa.me/+001-(202)5550123',
		'12025550123',
	),
	number(
		'giggsey/libphonenumber-for-php#508',
		'a link with an encoded +',
		'https://api.whatsapp.com/send?phone=%2B40741254459&text=I+love+it',
		'40741254459',
	),
	number(
		'acikyazilimagi/afet-destek-org#90',
		'a link that has lost a digit of the country code',
		'https://api.whatsapp.com/send?phone=9+12345678912',
		/has "\+" in it/,
	),
	number(
		'giggsey/libphonenumber-for-php#152',
		'an extension by a short word',
		'+1-907-486-4171 ex. 101',
		/has an extension/,
	),
	number(
		'SimpleMobileTools/Simple-Contacts#629',
		'pauses and an extension',
		'(555)555-5555,,,001#',
		/has an extension/,
	),
	number(
		'Coronasafe/life#206',
		'two numbers that have grown together',
		'98765432109876543211',
		/20 digits/,
	),
	number(
		'alltheplaces/alltheplaces#9548',
		'two numbers with a slash',
		'+32 2 633 12 34 / +32 2 633 56 78',
		/more than one number/,
	),
	number(
		'chatwoot/chatwoot#11919',
		'an identifier in place of a number',
		'510a452e-61fa-499c-be01-3dc253a792ac',
		/510a452e/,
	),
	number(
		'fazer-ai/chatwoot#420',
		'the digits of a hidden address',
		'235085806727321',
		/12 digits after 235/,
	),
];
