package llmos.kernel.store;

/**
 * Words that many texts have, the commonest last: what a short text is packed with. It is a part of how texts are kept, and is never
 * edited.
 */
final class CommonWords {
  static final String TEXT = """
      https://www. http:// .com/ .org/ .html ](https:// \n```\n <div class=" </a> </p> &nbsp; // /* */ { return false; true; null; \
      public static final void String int import from class def self. this. function const let var if (!= == else { } for (int i = 0; \
      [INFO] [ERROR] error: warning: \n\n## \n\n### \n\n- **Note** | --- | \n    1. 2. 3. 4. 5. (1) (2) e.g. i.e. etc. et al. vs. Dr. Mr. Mrs. \
      January February March April May June July August September October November December Monday Tuesday Wednesday Thursday Friday \
      Saturday Sunday 2020 2021 2022 2023 2024 2025 2019 2018 2010 2000 1999 1990 1980 1970 19 20 10 100 1000 000 % $ \
      American British European German French English Chinese Indian United States Kingdom York London University College Institute \
      National International Association Company Department Government President Minister Committee Council Commission Section Chapter \
      Table Figure Abstract Introduction Background Methods Results Discussion Conclusion Conclusions References Appendix Summary \
      Version Copyright License Example Usage Installation Configuration Requirements Overview Documentation Description Details \
      album song film band series television actor director writer author novel book game team season player club football league \
      city town village county district river island church building station railway road street population area north south east west \
      northern southern eastern western central army war battle military force forces officer police court law act legal rights party \
      election political public social economic market price cost costs income money bank business industry product products production \
      customer service services management project program software hardware computer network server client request response message \
      database table query index file files folder path directory name names value values type types list object method parameter \
      parameters default option options command line lines code source test tests build run running start stop set get add remove create \
      delete update change changes error errors input output read write open close user users access password account email phone page pages \
      link click button window screen image images text word words language letter number numbers date dates time times day days week weeks \
      month months year years hour hours minute minutes second seconds century early late first last next previous recent new old young \
      long short high higher highest low lower lowest large larger small smaller great good better best bad full open free real major \
      main important significant significantly different similar same various several many most more less least few little much \
      single double total average mean rate rates ratio level levels range increase increased increases decrease decreased reduced reduce \
      growth development process processes function functions structure model models method methods theory analysis approach study studies \
      research researchers report reported evidence data information result results effect effects factor factors risk role case cases \
      problem problems question questions answer answers reason example examples order part parts point points form forms way ways kind \
      group groups individual individuals people person human men women man woman child children family families life death birth health \
      disease treatment patients clinical medical hospital care cell cells protein gene expression activity response control body blood water \
      air energy power heat light sound surface material materials metal oil food animal animals plant plants species field space earth world \
      country countries state states local national international members member work works working worked home house school students \
      education history art music culture religion nature natural physical chemical possible necessary available known unknown common \
      general special specific particular particularly especially usually often sometimes always never again already still even only just \
      also however therefore thus hence although though because since while whereas whether until unless before after during between among \
      within without through throughout across against along around above below under over near into onto upon toward towards about \
      according including included include includes such as well as due to based on in addition to as a result of in order to in terms of the \
      number of the use of at the end of at the same time on the other hand used using use make made makes take taken took give given gave \
      find found show shown showed shows seen see need needs needed want become became come came go went going keep kept call called \
      provide provided provides require required requires allow allowed allows associated compared related identified described developed \
      determined observed considered suggest suggests suggesting indicate demonstrated performed published written led leading following \
      followed contains containing consists produced caused received held placed moved began begins started ended later later than rather than \
      more than less than as many as one two three four five six seven eight nine ten another other others both each every either neither \
      some any all none no yes not cannot do does did done doing don't doesn't isn't it's can could may might must shall should will would \
      being been be am is are was were had has have having there here where when why how what which who whom whose that those this these \
      them they their theirs then than he his him she her hers it its we our us you your I my me ation ations ment ness able ible ally ing \
      tion tions sion ity ive ous ed ly er est al ic s, s. ed in ed by ed to ing the ing a ion of ions of . In the . The . This . It is . We . \
      However, the , and the , which is , but , where the , with a that the from the by the with the for the on the at the as the is the and the \
      to the in the of the is a of a in a to be it is has been have been can be was the and in and to , and of , the and of to in the\
       """;

  private CommonWords() {}
}
