import de.jplag.JPlag;
import de.jplag.options.JPlagOptions;
import de.jplag.typescript.TypeScriptLanguage;
import java.io.File;
import java.util.Set;

/** What JPlag's command does with the same three folders: `java -cp 'JARS/*' Rank.java SUBMISSIONS BASE_CODE`. */
class Rank {
    public static void main(String[] folders) throws Exception {
        var options = new JPlagOptions(new TypeScriptLanguage(), Set.of(new File(folders[0])), Set.of())
            .withBaseCodeSubmissionDirectory(new File(folders[1]));
        var result = JPlag.run(options);
        System.out.println("submissions " + result.getNumberOfSubmissions());
        result.getAllComparisons().stream()
            .sorted((one, other) -> Double.compare(other.similarity(), one.similarity()))
            .forEach(each -> System.out.printf(java.util.Locale.ROOT, "%.4f %.4f %s %s%n", each.similarity(),
                each.maximalSimilarity(), each.firstSubmission().getName(), each.secondSubmission().getName()));
    }
}
