const CODES =
  'AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA PR RI SC SD TN TX UT VT VA WA WV WI WY';
const NAMES =
  'alabama,alaska,arizona,arkansas,california,colorado,connecticut,delaware,florida,georgia,hawaii,idaho,illinois,indiana,iowa,kansas,kentucky,louisiana,maine,maryland,massachusetts,michigan,minnesota,mississippi,missouri,montana,nebraska,nevada,new hampshire,new jersey,new mexico,north carolina,north dakota,ohio,oklahoma,oregon,pennsylvania,puerto rico,rhode island,south carolina,south dakota,tennessee,texas,utah,vermont,virginia,west virginia,wisconsin,wyoming';
const COUNTRIES =
  'afghanistan,albania,algeria,argentina,armenia,australia,austria,azerbaijan,bahamas,bangladesh,belarus,belgium,bolivia,bosnia,brazil,bulgaria,cambodia,cameroon,canada,chile,china,colombia,congo,costa rica,croatia,cuba,cyprus,czech republic,czechia,denmark,dominican republic,ecuador,egypt,el salvador,england,eritrea,estonia,ethiopia,finland,france,gambia,germany,ghana,great britain,greece,greenland,guatemala,guinea,haiti,honduras,hong kong,hungary,iceland,india,indonesia,iran,iraq,ireland,israel,italy,jamaica,japan,kazakhstan,kenya,korea,kosovo,kuwait,laos,latvia,lebanon,liberia,libya,lithuania,luxembourg,macedonia,madagascar,malawi,malaysia,mali,malta,mexico,moldova,mongolia,montenegro,morocco,mozambique,myanmar,namibia,nepal,netherlands,new zealand,nicaragua,niger,nigeria,north korea,northern ireland,norway,oman,pakistan,panama,paraguay,peru,philippines,poland,portugal,qatar,romania,russia,rwanda,saudi arabia,scotland,senegal,serbia,sierra leone,singapore,slovakia,slovenia,somalia,south africa,south korea,spain,sri lanka,sudan,sweden,switzerland,syria,taiwan,tanzania,thailand,tunisia,turkey,uganda,ukraine,united kingdom,united states,uruguay,uzbekistan,venezuela,vietnam,wales,yemen,zambia,zimbabwe,america,usa,africa,asia,europe';

const codes = new Set(CODES.split(' '));

/** States and countries, folded: places too large to identify anybody. */
export const REGIONS: readonly string[] = [...NAMES.split(','), ...COUNTRIES.split(',')];

/** Postal codes of the states of the USA, in capitals. */
export const isStateCode = (text: string): boolean => text.length === 2 && codes.has(text);

/** The countries as pattern text, for what stands beside one. */
export const COUNTRY_PATTERN = COUNTRIES.replaceAll(',', '|');
